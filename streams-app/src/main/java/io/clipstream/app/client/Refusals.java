package io.clipstream.app.client;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

/** Reads the headers of dead letters. */
public final class Refusals {
    private Refusals() {}

    /** Whether {@code letter} is the record that was sent to that place. */
    public static boolean isOf(ConsumerRecord<byte[], byte[]> letter, RecordMetadata sent) {
        return sent.topic().equals(header(letter, "clipstream.topic"))
                && Integer.toString(sent.partition()).equals(header(letter, "clipstream.partition"))
                && Long.toString(sent.offset()).equals(header(letter, "clipstream.offset"));
    }

    /** Why it was refused, in words. */
    public static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, "clipstream.reason") + ": " + header(letter, "clipstream.message");
    }

    /** A header as text, empty if it is not there. */
    public static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
