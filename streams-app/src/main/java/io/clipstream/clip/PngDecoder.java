package io.clipstream.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageReader;

/** Decodes one PNG: grey, RGB or palette, up to 16 bits a sample, of which the upper 8 count; alpha dropped. */
final class PngDecoder {
    private static final int END = 0x49454e44;

    private final byte[] encoded;
    private final PngOrientation orientation = new PngOrientation();

    PngDecoder(byte[] encoded, long maxPixels) throws ImageFormatException {
        this.encoded = encoded;
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (encoded.length < 33) {
            throw new ImageFormatException("corrupt PNG: the file is cut short in its header");
        }
        JdkImages.checkSize(
                "PNG", Integer.toUnsignedLong(bytes.getInt(16)), Integer.toUnsignedLong(bytes.getInt(20)), maxPixels);
        readChunks(bytes.position(8));
    }

    private void readChunks(ByteBuffer bytes) throws ImageFormatException {
        while (bytes.remaining() >= 12) {
            long length = Integer.toUnsignedLong(bytes.getInt());
            int type = bytes.getInt();
            if (length + 4 > bytes.remaining()) {
                break;
            }
            orientation.look(type, encoded, bytes.position(), (int) length);
            if (type == END) {
                return;
            }
            bytes.position(bytes.position() + (int) length + 4);
        }
        throw new ImageFormatException("corrupt PNG: the file is cut short");
    }

    RgbImage decode() throws IOException {
        ImageReader reader = JdkImages.reader("png", encoded, true);
        try {
            return Orientation.upright(JdkImages.rgb(reader.read(0)), orientation.value());
        } finally {
            reader.dispose();
        }
    }
}
