package io.clipstream.serde;

import java.nio.ByteBuffer;

/** Confluent's wire format: a zero byte, the schema's id as four bytes with the highest first, then Avro binary. */
final class WireFormat {
    static final int HEADER_BYTES = 5;
    private static final byte MAGIC = 0;

    private WireFormat() {}

    static byte[] header(int id) {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(id).array();
    }

    /**
     * The schema id in front of a record.
     *
     * @throws TruncatedRecordException if there is no whole header
     * @throws WrongMagicByteException if it does not begin with 0
     */
    static int schemaId(String topic, byte[] data) {
        if (data.length > 0 && data[0] != MAGIC) {
            throw new WrongMagicByteException(
                    String.format(
                            "record of topic %s begins with byte 0x%02x, expected 0x00 (Confluent's wire format)",
                            topic, data[0]),
                    null);
        }
        if (data.length < HEADER_BYTES) {
            throw new TruncatedRecordException(
                    "record of topic " + topic + " has " + data.length + " bytes, expected at least " + HEADER_BYTES
                            + " (magic byte and schema id)",
                    null);
        }
        return ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
    }
}
