package io.clipstream.clip;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A text's feature as it stands in a file: the text's SHA-256, D floats, and the CRC-32C of both, big-endian.
 *
 * @param feature D values
 */
record TextFeatureRecord(TextKey key, float[] feature) {
    static int bytes(int dimension) {
        return TextKey.BYTES + dimension * Float.BYTES + Integer.BYTES;
    }

    /** The record in a whole record's bytes; null if they are torn or damaged, or nothing was ever written there. */
    static TextFeatureRecord read(ByteBuffer bytes) {
        int body = bytes.limit() - Integer.BYTES;
        if (bytes.getInt(body) != checksum(bytes.array(), body)) {
            return null;
        }
        TextKey key = TextKey.read(bytes);
        float[] feature = new float[(body - TextKey.BYTES) / Float.BYTES];
        bytes.asFloatBuffer().get(feature);
        return new TextFeatureRecord(key, feature);
    }

    ByteBuffer write() {
        ByteBuffer bytes = ByteBuffer.allocate(bytes(feature.length));
        key.write(bytes);
        bytes.asFloatBuffer().put(feature);
        int body = bytes.limit() - Integer.BYTES;
        bytes.putInt(body, checksum(bytes.array(), body));
        return bytes.position(0);
    }

    static int checksum(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }
}
