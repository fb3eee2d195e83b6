package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ImageReference;
import io.clipstream.schemas.InlineImage;
import io.clipstream.topology.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes record after record, good ones and broken ones; the same for the same seed and the same good ones. One thread. */
final class Drafts {
    private static final long[] TIMES = {0, 1, 946_684_800_000L};

    private static final List<String> ADDRESSES = List.of(
            "file:///etc/passwd",
            "http://127.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/image.jpg",
            "https://0x7f000001/",
            "s3://bucket/key",
            "s3:///",
            "jar:file:/a.jar!/b",
            "ftp://example.com/a.jpg",
            "//",
            "",
            "\0",
            "https://%zz/" + "a".repeat(5_000));

    private final Deployment deployment;
    private final Random random;
    private final Bytes bytes;
    private final Fields fields;
    private final Pictures pictures;
    private final Good good;
    private final String safeTask;
    private int number;

    Drafts(Deployment deployment, Random random, Pictures pictures, Good good, String safeTask) {
        this.deployment = deployment;
        this.random = random;
        this.bytes = new Bytes(random);
        this.fields = new Fields(random);
        this.pictures = pictures;
        this.good = good;
        this.safeTask = safeTask;
    }

    Draft next() {
        number++;
        Target target = target();
        if (target == Target.IMAGES && random.nextInt(4) == 0) {
            return neighbour();
        }
        Good.Pair pair = good.next(target, number);
        return switch (random.nextInt(14)) {
            case 0 -> draft(target, "good", pair.key(), serialized(target, pair.value()));
            case 1 -> draft(target, "tombstone", pair.key(), null);
            case 2 -> draft(target, "random bytes", pair.key(), bytes.random(random.nextInt(200)));
            case 3 -> draft(target, "random body", pair.key(), randomBody(target, pair.value()));
            case 4 -> draft(target, "odd key", key(pair.key()), serialized(target, pair.value()));
            case 5 -> draft(target, "odd headers", pair.key(), serialized(target, pair.value()), headers(), null);
            case 6 -> draft(target, "odd time", pair.key(), serialized(target, pair.value()), List.of(), time());
            case 7 -> draft(target, "bits", pair.key(), bytes.flipped(serialized(target, pair.value())));
            case 8 -> draft(target, "truncated", pair.key(), bytes.truncated(serialized(target, pair.value())));
            case 9 -> draft(target, "splice", pair.key(), spliced(target, pair.value()));
            case 10 -> draft(target, "length", pair.key(), bytes.relengthed(serialized(target, pair.value())));
            case 11 -> draft(target, "header", pair.key(), bytes.reheaded(serialized(target, pair.value())));
            case 12 ->
                target == Target.IMAGES
                        ? draft(target, "image", pair.key(), picture(pair.value()))
                        : draft(target, "longer", pair.key(), bytes.lengthened(serialized(target, pair.value())));
            default -> field(target, pair);
        };
    }

    private Target target() {
        int left = random.nextInt(100);
        for (Target target : Target.values()) {
            left -= target.share();
            if (left < 0) {
                return target;
            }
        }
        return Target.IMAGES;
    }

    /** A good image of the task that everything else leaves alone. */
    private Draft neighbour() {
        ImageEvent event = ImageEvent.newBuilder()
                .setTask(safeTask)
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(pictures.any())))
                .build();
        byte[] key = ("neighbour-" + number).getBytes(StandardCharsets.UTF_8);
        return new Draft(Target.IMAGES, "neighbour", key, serialized(Target.IMAGES, event), List.of(), null, true);
    }

    private Draft field(Target target, Good.Pair pair) {
        SpecificRecord record = pair.value();
        for (int i = random.nextInt(3); i >= 0; i--) {
            fields.change(record);
        }
        return draft(target, "field of " + record.getSchema().getName(), pair.key(), serialized(target, record));
    }

    private Draft draft(Target target, String how, byte[] key, byte[] value) {
        return draft(target, how, key, value, List.of(), null);
    }

    private Draft draft(Target target, String how, byte[] key, byte[] value, List<Header> headers, Long timestamp) {
        return new Draft(target, how, key, value, headers, timestamp, false);
    }

    /** The record's bytes; where what was put into it cannot be written, bytes without meaning. */
    private byte[] serialized(Target target, SpecificRecord record) {
        @SuppressWarnings("unchecked") // Good gives each target records of its topic.
        Topic<SpecificRecord> topic = (Topic<SpecificRecord>) target.topic(deployment.topics());
        try {
            return topic.values().serializer().serialize(topic.name(), record);
        } catch (SerializationException e) {
            return bytes.random(40);
        }
    }

    /** The right header, and nothing right behind it. */
    private byte[] randomBody(Target target, SpecificRecord record) {
        byte[] out = bytes.random(5 + random.nextInt(300));
        System.arraycopy(serialized(target, record), 0, out, 0, 5);
        return out;
    }

    private byte[] spliced(Target target, SpecificRecord record) {
        Target other = Target.values()[random.nextInt(Target.values().length)];
        return bytes.spliced(
                serialized(target, record),
                serialized(other, good.next(other, number).value()));
    }

    /** An image event whose image is broken in a way of its own, or lies where nobody may fetch it. */
    private byte[] picture(SpecificRecord record) {
        if (random.nextInt(5) == 0) {
            String uri = ADDRESSES.get(random.nextInt(ADDRESSES.size()));
            byte[] digest = bytes.random(random.nextInt(3) == 0 ? random.nextInt(40) : 32);
            record.put(record.getSchema().getField("content").pos(), new ImageReference(uri, ByteBuffer.wrap(digest)));
            return serialized(Target.IMAGES, record);
        }
        byte[] image =
                switch (random.nextInt(4)) {
                    case 0 -> pictures.fraud();
                    case 1 -> bytes.truncated(pictures.any());
                    case 2 -> bytes.spliced(pictures.any(), pictures.any());
                    default -> bytes.flipped(pictures.any());
                };
        ((ImageEvent) record).put("content", new InlineImage(ByteBuffer.wrap(image)));
        return serialized(Target.IMAGES, record);
    }

    private byte[] key(byte[] key) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> new byte[] {(byte) 0xff, (byte) 0xc0, 'a'};
            case 3 -> bytes.random(1 + random.nextInt(20));
            case 4 -> "k".repeat(1_000 + random.nextInt(100_000)).getBytes(StandardCharsets.UTF_8);
            case 5 -> "a\0b".getBytes(StandardCharsets.UTF_8);
            case 6 -> "/".getBytes(StandardCharsets.UTF_8);
            default -> bytes.flipped(key);
        };
    }

    private List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        List<String> ours = List.of(
                "clipstream.stage",
                "clipstream.reason",
                "clipstream.offset",
                "clipstream.attempts",
                "clipstream.cause",
                "clipstream.omitted-bytes",
                "clipstream.command",
                "clipstream.kind",
                "");
        for (String name : ours) {
            headers.add(new RecordHeader(name, random.nextBoolean() ? null : bytes.random(random.nextInt(20))));
        }
        if (random.nextInt(20) == 0) {
            Header empty = new RecordHeader("", new byte[0]);
            headers.addAll(Arrays.asList(new Header[10_000]));
            headers.replaceAll(header -> header == null ? empty : header);
        }
        return headers;
    }

    private long time() {
        return random.nextInt(4) == 0 ? System.currentTimeMillis() + 50 * 60_000L : TIMES[random.nextInt(TIMES.length)];
    }
}
