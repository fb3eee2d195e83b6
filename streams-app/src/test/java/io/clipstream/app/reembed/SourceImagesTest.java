package io.clipstream.app.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.claim.Fetched;
import io.clipstream.claim.ImageStore;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.serde.AvroSerdes;
import io.clipstream.topology.RecordFetcher;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Why a source image cannot be had. */
class SourceImagesTest {
    private static final byte[] FILE = {1, 2, 3};

    private final Topic<ImageEvent> images = new Topic<>(
            "images",
            AvroSerdes.forRecord(ImageEvent.class, Map.of("schema.registry.url", "mock://source-images-test")),
            1,
            Map.of());
    private ConsumerRecord<byte[], byte[]> record;
    private Fetched fetched;

    @Test
    void anImageInItsRecordIsFound() {
        record = record("cat-1", new InlineImage(ByteBuffer.wrap(FILE)));

        assertThat(image()).isInstanceOfSatisfying(SourceImage.Found.class, found -> assertThat(found.bytes())
                .isEqualTo(FILE));
    }

    @Test
    void aRecordThatRetentionTookIsExpired() {
        assertMissing("EXPIRED", "no longer at images-0 offset 7", false);
    }

    @Test
    void anotherImageInItsPlaceIsNotTakenForIt() {
        record = record("dog-2", new InlineImage(ByteBuffer.wrap(FILE)));

        assertMissing("REPLACED", "another image, 'dog-2'", false);
    }

    @Test
    void whatIsNoImageEventIsToldAsSuch() {
        record = new ConsumerRecord<>("images", 0, 7, "cat-1".getBytes(StandardCharsets.UTF_8), new byte[] {9});

        assertMissing("UNDECODABLE", "images", false);
    }

    @Test
    void anAddressThatBringsNothingSaysWhyAndWhetherToTryAgain() {
        record = record("cat-1", new ImageReference("https://store/cat", ByteBuffer.wrap(new byte[32])));

        fetched = new Fetched.Refused(Fetched.Cause.DIGEST_MISMATCH, "other bytes");
        assertMissing("DIGEST_MISMATCH", "other bytes", false);
        fetched = new Fetched.Refused(Fetched.Cause.NOT_FOUND, "nothing there");
        assertMissing("NOT_FOUND", "nothing there", false);
        fetched = new Fetched.Refused(Fetched.Cause.UNAVAILABLE, "no answer");
        assertMissing("UNAVAILABLE", "no answer", true);
    }

    private void assertMissing(String reason, String message, boolean passing) {
        assertThat(image()).isInstanceOfSatisfying(SourceImage.Missing.class, missing -> {
            assertThat(missing.reason()).isEqualTo(reason);
            assertThat(missing.message()).contains(message);
            assertThat(missing.passing()).isEqualTo(passing);
        });
    }

    private SourceImage image() {
        RecordFetcher fetcher = new RecordFetcher() {
            @Override
            public CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> fetch(
                    String topic, int partition, long offset) {
                assertThat(topic + partition + offset).isEqualTo("images07");
                return CompletableFuture.completedFuture(Optional.ofNullable(record));
            }

            @Override
            public void close() {}
        };
        ImageStore store = new ImageStore() {
            @Override
            public CompletableFuture<Fetched> fetch(String uri, byte[] sha256) {
                return CompletableFuture.completedFuture(fetched);
            }

            @Override
            public void close() {}
        };
        SourceImages sources = new SourceImages(images, fetcher, store);
        return sources.image(example(), sources.read(example()).join());
    }

    private ConsumerRecord<byte[], byte[]> record(String id, Object content) {
        ImageEvent event = ImageEvent.newBuilder()
                .setTask("pets")
                .setEventTime(Instant.EPOCH)
                .setContent(content)
                .build();
        byte[] value = images.values().serializer().serialize("images", event);
        return new ConsumerRecord<>("images", 0, 7, id.getBytes(StandardCharsets.UTF_8), value);
    }

    private static Example example() {
        return Example.newBuilder()
                .setTask("pets")
                .setImageId("cat-1")
                .setLabel("cat")
                .setFeature(ByteBuffer.allocate(8))
                .setModelId("old")
                .setCorrectionId(new UUID(0, 1))
                .setAnnotator("ann")
                .setOrigin(CorrectionOrigin.REVIEW)
                .setCorrectedAt(Instant.EPOCH)
                .setImage(new Coordinates("images", 0, 7L, Instant.EPOCH))
                .build();
    }
}
