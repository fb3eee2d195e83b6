package io.clipstream.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keeps dead letters within what brokers take, since a letter that none takes would stop the stream.
 *
 * <p>A larger original stays where the letter's coordinates say; {@code clipstream.omitted-bytes} tells how large it is.
 */
final class LetterLimit {
    /** Two lengths, of up to five bytes each: a million headers without name and value are no small record. */
    private static final int HEADER_FRAME = 10;

    private LetterLimit() {}

    /**
     * The letter, or as much of it as fits.
     *
     * @param maxBytes largest letter: key, value and headers together
     */
    static Record<byte[], byte[]> fit(Record<byte[], byte[]> letter, int maxBytes) {
        long size = size(letter);
        if (size <= maxBytes) {
            return letter;
        }
        Record<byte[], byte[]> smaller = letter.withValue(null);
        if (size(smaller) > maxBytes) {
            // Even key and headers are too large: only what we say about it is left.
            RecordHeaders ours = new RecordHeaders();
            for (Header header : letter.headers()) {
                if (LetterHeaders.isOurs(header.key())) {
                    ours.add(header);
                }
            }
            smaller = new Record<>(null, null, letter.timestamp(), ours);
        }
        LetterHeaders.add(smaller.headers(), LetterHeaders.OMITTED, Long.toString(size));
        return smaller;
    }

    /** Bytes of key, value and headers; never too few. */
    static long size(Record<byte[], byte[]> record) {
        long size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += HEADER_FRAME + header.key().length() * 3L + length(header.value());
        }
        return size;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
