package io.clipstream.topology;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Decodes and checks image events; one thread at a time. */
final class ScoreIntake {
    /** It travels on in the prediction, whose topic has the brokers' own limit of a record. */
    private static final int DIGEST_BYTES = 32;

    private static final int LONGEST_SOURCE = 1024;

    private final String topic;
    private final IncomingDecoder<ImageEvent> decoder;

    ScoreIntake(Topic<ImageEvent> images) {
        this.topic = images.name();
        this.decoder = new IncomingDecoder<>(images);
    }

    /** A good image, or why it is refused. */
    record Checked(InFlightImage image, Reason reason, String message) {
        boolean isRefused() {
            return reason != null;
        }

        private static Checked refused(Reason reason, String message) {
            return new Checked(null, reason, message);
        }
    }

    Checked check(byte[] key, byte[] value, Headers headers) {
        Incoming<ImageEvent> incoming = decoder.decode(key, value);
        if (incoming.isRefused()) {
            return Checked.refused(incoming.reason(), incoming.message());
        }
        ImageEvent event = incoming.value();
        if (event == null) {
            return Checked.refused(Reason.UNEXPECTED_TOMBSTONE, topic + " wants an image event, the value is absent");
        }
        Optional<String> badId = TaskKeys.imageIdProblem(incoming.key());
        if (badId.isPresent()) {
            return Checked.refused(Reason.BAD_KEY, badId.get());
        }
        if (event.getSource() != null && event.getSource().length() > LONGEST_SOURCE) {
            return Checked.refused(
                    Reason.INVALID_FIELD,
                    "field source has " + event.getSource().length() + " characters, expected at most "
                            + LONGEST_SOURCE);
        }
        if (!TaskKeys.isTaskName(event.getTask())) {
            return Checked.refused(
                    Reason.INVALID_FIELD, "field task is '" + event.getTask() + "', expected " + TaskKeys.NAME_RULE);
        }
        if (event.getContent() instanceof ImageReference reference) {
            int digest = reference.getSha256().remaining();
            return digest == DIGEST_BYTES
                    ? new Checked(
                            InFlightImage.byAddress(incoming.key(), event, reference, key, value, headers), null, null)
                    : Checked.refused(
                            Reason.INVALID_FIELD,
                            "field content.sha256 has " + digest + " bytes, expected " + DIGEST_BYTES);
        }
        if (!(event.getContent() instanceof InlineImage inline)) {
            return Checked.refused(Reason.INVALID_FIELD, "field content is absent, expected an image or its address");
        }
        ByteBuffer payload = inline.getPayload();
        if (!payload.hasRemaining()) {
            return Checked.refused(Reason.INVALID_FIELD, "field content.payload is empty, expected an image's bytes");
        }
        return new Checked(InFlightImage.of(incoming.key(), event, payload, key, value, headers), null, null);
    }
}
