package io.clipstream.scoring;

import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.scoring.ScoreOutcome.Cause;
import io.clipstream.scoring.ScoreOutcome.Refused;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Decodes images until the intake closes or it is given up; one thread runs it. */
final class DecodeWorker implements Runnable {
    private final Intake intake;
    private final ImagePreprocessor preprocessor;
    private final EngineListener listener;
    private final Activity<Pending> activity;
    private Thread thread;

    DecodeWorker(Intake intake, ImagePreprocessor preprocessor, EngineListener listener, WakingClock clock) {
        this.activity = new Activity<>(clock);
        this.intake = intake;
        this.preprocessor = preprocessor;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            for (Pending image = intake.nextToDecode(); image != null; image = intake.nextToDecode()) {
                if (!decode(image)) {
                    return;
                }
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

    /** Before it starts. */
    void runsOn(Thread itsThread) {
        thread = itsThread;
    }

    Thread thread() {
        return thread;
    }

    /** How long it has been in an image, in nanoseconds. */
    long age() {
        return activity.age();
    }

    /** Refuses the image that it is in for longer and lets it run on unheard; false if there is none. The watchdog's. */
    boolean abandon(Duration limit) {
        Pending image = activity.longerThan(limit.toNanos());
        if (image == null || !image.claim()) {
            return false;
        }
        Refused refused = new Refused(
                Cause.UNREADABLE_IMAGE,
                "the image of " + image.request.payload().remaining() + " bytes was not decoded within "
                        + limit.toMillis() + " ms (score.decode.timeout.ms)");
        listener.abandoned();
        settle(image, refused);
        thread.interrupt();
        return true;
    }

    private void settle(Pending image, Refused refused) {
        listener.refused(refused);
        image.outcome.complete(refused);
        intake.release(List.of(image));
    }

    /** Whether it may go on: false if it was given up meanwhile. */
    private boolean decode(Pending image) {
        image.decodeStartNanos = System.nanoTime();
        activity.begin(image);
        byte[] pixels = null;
        Refused refused = null;
        try {
            pixels = preprocessor.preprocess(bytes(image.request.payload()));
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
        activity.end();
        if (!image.claim()) {
            return false;
        }
        image.pixels = pixels;
        image.decodeEndNanos = System.nanoTime();
        listener.decoded(image.decodeEndNanos - image.decodeStartNanos, refused == null);
        if (refused == null) {
            intake.decoded(image);
        } else {
            settle(image, refused);
        }
        return true;
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
