package io.clipstream.app.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.clip.ClipModel;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import io.clipstream.topology.LetterHeaders;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with images, against a real broker, registry, decoder and backbone. */
@ExtendWith(StackExtension.class)
class BadImagesIT {
    private static final String TASK = "t";
    private static final byte[] JPEG = new SceneGenerator(5).next().jpeg();

    @TempDir
    private Path state;

    private Deployment deployment;
    private final List<Case> cases = new ArrayList<>();

    /**
     * A record and how it must end.
     *
     * @param reason null where it must be predicted
     * @param named what the letter's message must name
     */
    private record Case(
            String name, byte[] key, byte[] value, List<Header> headers, Long time, String reason, String named) {}

    @Test
    void endsEachBadImageInOneLetterAndPredictsEveryGoodOne(Stack stack) throws Exception {
        // Given a deployment at work on a task
        deployment = TestDeployment.of(stack, state);
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics)) {
            AdapterVersion version = new TaskDesk(deployment)
                    .apply(
                            TaskFile.parse(
                                    TASK,
                                    "{\"task\": \"t\", \"classes\": [\"forest\", \"river\"]}",
                                    "it",
                                    Instant.now()),
                            Patience.LIMIT);
            node.awaitReady(Patience.LIMIT);
            node.awaitLive(TASK, version.getVersion(), Patience.LIMIT);

            // When images come that are wrong in every way, with a good one behind each
            records();
            files();
            oddButGood();
            Map<Long, Case> sent = send(stack);

            // Then each bad one is one letter as it came, and each good one is predicted
            assertLetters(sent);
            assertPredictions(sent);
            node.awaitReady(Patience.LIMIT);
        }
    }

    /** Wrong as records. */
    private void records() {
        byte[] good = value(JPEG, event -> {});
        bad("no Avro", "this is no Avro".getBytes(UTF_8), "UNDECODABLE", "0x74, expected 0x00");
        bad("empty value", new byte[0], "UNDECODABLE", "has 0 bytes");
        bad("tombstone", null, "UNEXPECTED_TOMBSTONE", "the value is absent");
        for (int id : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            byte[] other = good.clone();
            ByteBuffer.wrap(other).putInt(1, id);
            bad("schema id " + id, other, "UNDECODABLE", "schema id " + id);
        }
        byte[] review = good.clone();
        System.arraycopy(
                deployment
                        .topics()
                        .reviewQueue()
                        .values()
                        .serializer()
                        .serialize(deployment.topics().reviewQueue().name(), reviewItem()),
                0,
                review,
                0,
                5);
        bad("schema of another topic", review, "UNDECODABLE", "ReviewItem, expected");
        bad("truncated record", Arrays.copyOf(good, good.length - 1), "UNDECODABLE", "ends too early");
        bad("trailing bytes", Arrays.copyOf(good, good.length + 4), "UNDECODABLE", "ends 4 bytes before");
        badKey("no key", null, "absent");
        badKey("empty key", new byte[0], "empty");
        badKey("no UTF-8", new byte[] {-1, -2}, "UTF-8");
        badKey("gigantic key", "k".repeat(2_000_000).getBytes(UTF_8), "2000000 bytes, expected at most 1024");
        badKey("NUL in key", "a\0b".getBytes(UTF_8), "U+0000");
        bad("unknown task", value(JPEG, event -> event.setTask("nobody")), "UNKNOWN_TASK", "'nobody'");
        bad("illegal task", value(JPEG, event -> event.setTask("No Task")), "INVALID_FIELD", "task is 'No Task'");
        bad("endless source", value(JPEG, e -> e.setSource("s".repeat(2_000))), "INVALID_FIELD", "2000 characters");
        List<Header> ours = List.of(
                new RecordHeader(LetterHeaders.STAGE, "RETRAIN".getBytes(UTF_8)),
                new RecordHeader(LetterHeaders.OFFSET, "-77".getBytes(UTF_8)),
                new RecordHeader(LetterHeaders.ATTEMPTS, "never".getBytes(UTF_8)),
                new RecordHeader(LetterHeaders.OMITTED, null));
        cases.add(new Case("our own headers", key(), new byte[0], ours, null, "UNDECODABLE", "has 0 bytes"));
    }

    /** Wrong as files. */
    private void files() throws IOException {
        picture("no payload", new byte[0], "INVALID_FIELD", "payload is empty");
        for (int length : new int[] {2, 20, 200, JPEG.length / 2, JPEG.length - 40}) {
            picture("JPEG of " + length + " bytes", Arrays.copyOf(JPEG, length), "JPEG");
        }
        byte[] png = as("png");
        picture("PNG cut short", Arrays.copyOf(png, png.length / 2), "PNG");
        picture("PNG of 50,000 by 50,000", sized(png, ByteOrder.BIG_ENDIAN, 16, 50_000), "50000 × 50000");
        picture("BMP of 50,000 by 50,000", sized(as("bmp"), ByteOrder.LITTLE_ENDIAN, 18, 50_000), "50000 × 50000");
        byte[] gif = as("gif");
        Arrays.fill(gif, 6, 10, (byte) 0xff);
        picture("GIF of 65,535 by 65,535", gif, "65535 × 65535");
        byte[] jpeg = JPEG.clone();
        int frame = new String(JPEG, ISO_8859_1).indexOf("\u00ff\u00c0");
        Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
        picture("JPEG of 65,535 by 65,535", jpeg, "65535 × 65535");
        picture("a web page", "<!DOCTYPE html><html></html>".getBytes(UTF_8), "HTML");
        picture("TIFF", "II*\0\b\0\0\0".getBytes(ISO_8859_1), "TIFF");
        picture("HEIC", "\0\0\0\30ftypheic\0\0\0\0mif1heic".getBytes(ISO_8859_1), "HEIC");
        picture("AVIF", "\0\0\0\34ftypavif\0\0\0\0avifmif1".getBytes(ISO_8859_1), "AVIF");
        picture("text", "hello".getBytes(UTF_8), "no known image format");
    }

    /** Odd, and nothing that a prediction could not be made of. */
    private void oddButGood() throws IOException {
        good("said to be a PNG", value(JPEG, event -> event.setMediaType("image/png")));
        good("end of time", value(JPEG, event -> event.setEventTime(Instant.ofEpochMilli(Long.MAX_VALUE))));
        good("beginning of time", value(JPEG, event -> event.setEventTime(Instant.ofEpochMilli(Long.MIN_VALUE))));
        byte[] png = as("png");
        byte[] zeros = deflated(200 << 20);
        good(
                "PNG with a text that inflates",
                value(withChunk(png, "zTXt", "Raw profile type exif\0\0", zeros), e -> {}));
        good("PNG with a profile that inflates", value(withChunk(png, "iCCP", "x\0\0", zeros), e -> {}));
        good(
                "PNG with XMP that inflates",
                value(withChunk(png, "iTXt", "XML:com.adobe.xmp\0\1\0\0\0", zeros), e -> {}));
        byte[] record = value(JPEG, event -> {});
        cases.add(new Case("record of 1970", key(), record, List.of(), 0L, null, null));
        cases.add(new Case(
                "record of in 50 minutes",
                key(),
                record,
                List.of(),
                System.currentTimeMillis() + 3_000_000,
                null,
                null));
        List<Header> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(new RecordHeader("header-" + i, new byte[] {1}));
        }
        cases.add(new Case("10,000 headers", key(), record, many, null, null, null));
    }

    private Map<Long, Case> send(Stack stack) throws Exception {
        Map<Long, Case> sent = new HashMap<>();
        String topic = deployment.topics().images().name();
        byte[] neighbour = value(JPEG, event -> {});
        try (KafkaProducer<byte[], byte[]> producer =
                stack.producer(new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Case one : cases) {
                long offset = producer.send(
                                new ProducerRecord<>(topic, 0, one.time(), one.key(), one.value(), one.headers()))
                        .get()
                        .offset();
                sent.put(offset, one);
                byte[] key = ("behind " + one.name()).getBytes(UTF_8);
                long behind = producer.send(new ProducerRecord<>(topic, 0, key, neighbour))
                        .get()
                        .offset();
                sent.put(behind, new Case("behind " + one.name(), key, neighbour, List.of(), null, null, null));
            }
        }
        return sent;
    }

    private void assertLetters(Map<Long, Case> sent) {
        Set<Long> seen = new HashSet<>();
        long expected =
                sent.values().stream().filter(one -> one.reason() != null).count();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(deployment.topics().deadLetters().name());
            assertThat(reader.await(Patience.LIMIT, letter -> {
                        long offset = Long.parseLong(LetterHeaders.text(letter.headers(), LetterHeaders.OFFSET));
                        assertLetter(letter, sent.get(offset));
                        assertThat(seen.add(offset))
                                .as("first letter of %d", offset)
                                .isTrue();
                        return seen.size() == expected;
                    }))
                    .as("letters: %d of %d", seen.size(), expected)
                    .isTrue();
        }
    }

    private void assertLetter(ConsumerRecord<byte[], byte[]> letter, Case one) {
        String message = LetterHeaders.text(letter.headers(), LetterHeaders.MESSAGE);
        assertThat(one.reason()).as("letter of %s: %s", one.name(), message).isNotNull();
        assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.REASON))
                .as("%s: %s", one.name(), message)
                .isEqualTo(one.reason());
        assertThat(message).as(one.name()).contains(one.named());
        assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.STAGE)).isEqualTo("SCORE");
        assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.ATTEMPTS)).isEqualTo("1");
        assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.TOPIC))
                .isEqualTo(deployment.topics().images().name());
        assertThat(LetterHeaders.text(letter.headers(), LetterHeaders.PARTITION))
                .isEqualTo("0");
        assertThat(letter.headers().lastHeader(LetterHeaders.OMITTED)).isNull();
        assertThat(letter.key()).as(one.name()).isEqualTo(one.key());
        assertThat(letter.value()).as(one.name()).isEqualTo(one.value());
    }

    private void assertPredictions(Map<Long, Case> sent) {
        Set<Long> seen = new HashSet<>();
        long expected =
                sent.values().stream().filter(one -> one.reason() == null).count();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(deployment.topics().predictions().name());
            assertThat(reader.await(Patience.LIMIT, record -> {
                        long offset = deployment
                                .topics()
                                .predictions()
                                .values()
                                .deserializer()
                                .deserialize("", record.value())
                                .getImage()
                                .getOffset();
                        assertThat(sent.get(offset).reason())
                                .as(sent.get(offset).name())
                                .isNull();
                        assertThat(seen.add(offset)).isTrue();
                        return seen.size() == expected;
                    }))
                    .as("predictions: %d of %d", seen.size(), expected)
                    .isTrue();
        }
    }

    private void bad(String name, byte[] value, String reason, String named) {
        cases.add(new Case(name, key(), value, List.of(), null, reason, named));
    }

    private void badKey(String name, byte[] key, String named) {
        cases.add(new Case(name, key, value(JPEG, event -> {}), List.of(), null, "BAD_KEY", named));
    }

    private void picture(String name, byte[] file, String named) {
        picture(name, file, "UNREADABLE_IMAGE", named);
    }

    private void picture(String name, byte[] file, String reason, String named) {
        bad(name, value(file, event -> {}), reason, named);
    }

    private void good(String name, byte[] value) {
        cases.add(new Case(name, key(), value, List.of(), null, null, null));
    }

    private byte[] key() {
        return ("image-" + cases.size()).getBytes(UTF_8);
    }

    private byte[] value(byte[] file, Consumer<ImageEvent.Builder> change) {
        ImageEvent.Builder event = ImageEvent.newBuilder()
                .setTask(TASK)
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(file)));
        change.accept(event);
        return deployment
                .topics()
                .images()
                .values()
                .serializer()
                .serialize(deployment.topics().images().name(), event.build());
    }

    private static ReviewItem reviewItem() {
        return new ReviewItem(
                TASK,
                io.clipstream.schemas.ReviewReason.AUDIT,
                0f,
                List.of(),
                1L,
                new io.clipstream.schemas.Coordinates("images", 0, 0L, Instant.EPOCH),
                Instant.EPOCH,
                null,
                null,
                null,
                List.of());
    }

    private static byte[] as(String format) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(JPEG));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    /** The file with another width and height at that place, and the check sum that a PNG needs. */
    private static byte[] sized(byte[] file, ByteOrder order, int at, int size) {
        byte[] changed = file.clone();
        ByteBuffer bytes =
                ByteBuffer.wrap(changed).order(order).putInt(at, size).putInt(at + 4, size);
        if (at == 16) {
            CRC32 sum = new CRC32();
            sum.update(changed, 12, 17);
            bytes.putInt(29, (int) sum.getValue());
        }
        return changed;
    }

    /** A PNG with one more chunk behind its header. */
    private static byte[] withChunk(byte[] png, String type, String head, byte[] rest) {
        byte[] name = type.getBytes(ISO_8859_1);
        byte[] first = head.getBytes(ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(first);
        sum.update(rest);
        ByteBuffer out = ByteBuffer.allocate(png.length + 12 + first.length + rest.length);
        out.put(png, 0, 33)
                .putInt(first.length + rest.length)
                .put(name)
                .put(first)
                .put(rest);
        return out.putInt((int) sum.getValue()).put(png, 33, png.length - 33).array();
    }

    private static byte[] deflated(int zeros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < zeros / block.length; i++) {
                deflater.write(block);
            }
        }
        return out.toByteArray();
    }
}
