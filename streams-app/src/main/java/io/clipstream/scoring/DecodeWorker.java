package io.clipstream.scoring;

import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.scoring.ScoreOutcome.Cause;
import io.clipstream.scoring.ScoreOutcome.Refused;
import java.nio.ByteBuffer;
import java.util.List;

/** Decodes images until the intake closes; one thread runs it. */
final class DecodeWorker implements Runnable {
    private final Intake intake;
    private final ImagePreprocessor preprocessor;
    private final EngineListener listener;

    DecodeWorker(Intake intake, ImagePreprocessor preprocessor, EngineListener listener) {
        this.intake = intake;
        this.preprocessor = preprocessor;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            for (Pending image = intake.nextToDecode(); image != null; image = intake.nextToDecode()) {
                decode(image);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // Not the image's fault (a broken native library): nothing may wait for it for ever.
            if (intake.become(EngineState.FAILED, e)) {
                listener.failed(e);
            }
        }
    }

    private void decode(Pending image) {
        image.decodeStartNanos = System.nanoTime();
        Refused refused = null;
        try {
            image.pixels = preprocessor.preprocess(bytes(image.request.payload()));
        } catch (ImageFormatException e) {
            refused = new Refused(Cause.UNREADABLE_IMAGE, e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // A decoder that trips over crafted bytes must not take the instance down.
            refused = new Refused(Cause.UNREADABLE_IMAGE, "the image broke its decoder: " + e);
        } catch (OutOfMemoryError e) {
            // Were it the instance that failed, the image would come back after every restart.
            refused = new Refused(
                    Cause.UNREADABLE_IMAGE,
                    "the image of " + image.request.payload().remaining()
                            + " bytes needs more memory to decode than the heap has free: " + e.getMessage());
        }
        image.decodeEndNanos = System.nanoTime();
        listener.decoded(image.decodeEndNanos - image.decodeStartNanos, refused == null);
        if (refused == null) {
            intake.decoded(image);
        } else {
            listener.refused(refused);
            image.outcome.complete(refused);
            intake.release(List.of(image));
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        boolean whole = payload.hasArray() && payload.arrayOffset() == 0 && payload.position() == 0;
        if (whole && payload.array().length == payload.remaining()) {
            return payload.array();
        }
        byte[] copy = new byte[payload.remaining()];
        payload.duplicate().get(copy);
        return copy;
    }
}
