package io.clipstream.app.reembed;

import io.clipstream.claim.Fetched;
import io.clipstream.claim.ImageStore;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.topology.Incoming;
import io.clipstream.topology.IncomingDecoder;
import io.clipstream.topology.RecordFetcher;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Fetches the images that examples came from, by where their records lie and from where those point; one thread. */
final class SourceImages {
    private static final Set<Fetched.Cause> PASSING = Set.of(Fetched.Cause.UNAVAILABLE, Fetched.Cause.TIMED_OUT);

    private final Topic<ImageEvent> images;
    private final IncomingDecoder<ImageEvent> decoder;
    private final RecordFetcher fetcher;
    private final ImageStore store;

    SourceImages(Topic<ImageEvent> images, RecordFetcher fetcher, ImageStore store) {
        this.images = images;
        this.decoder = new IncomingDecoder<>(images);
        this.fetcher = fetcher;
        this.store = store;
    }

    /** Begins to read the record; {@link #image} takes its answer. */
    CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> read(Example example) {
        Coordinates at = example.getImage();
        return fetcher.fetch(at.getTopic(), at.getPartition(), at.getOffset());
    }

    /** The image in the record that was read; waits for its store where it lies in one. */
    SourceImage image(Example example, Optional<ConsumerRecord<byte[], byte[]>> record) {
        Coordinates at = example.getImage();
        if (record.isEmpty()) {
            return missing(
                    "EXPIRED",
                    "its record is no longer at " + at.getTopic() + "-" + at.getPartition() + " offset "
                            + at.getOffset());
        }
        Incoming<ImageEvent> incoming =
                decoder.decode(record.get().key(), record.get().value());
        if (incoming.isRefused() || incoming.value() == null) {
            return missing(
                    "UNDECODABLE", incoming.isRefused() ? incoming.message() : "its record has no value any more");
        }
        if (!incoming.key().equals(example.getImageId())) {
            // The topic was deleted and made again.
            return missing(
                    "REPLACED", "at its place in " + images.name() + " lies another image, '" + incoming.key() + "'");
        }
        return incoming.value().getContent() instanceof InlineImage inline
                ? new SourceImage.Found(bytes(inline.getPayload()))
                : stored((ImageReference) incoming.value().getContent());
    }

    private SourceImage stored(ImageReference reference) {
        Fetched fetched =
                store.fetch(reference.getUri(), bytes(reference.getSha256())).join();
        if (fetched instanceof Fetched.Image image) {
            try (image) {
                return new SourceImage.Found(bytes(image.bytes()));
            }
        }
        Fetched.Refused refused = (Fetched.Refused) fetched;
        return new SourceImage.Missing(refused.cause().name(), refused.message(), PASSING.contains(refused.cause()));
    }

    private static SourceImage missing(String reason, String message) {
        return new SourceImage.Missing(reason, message, false);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
