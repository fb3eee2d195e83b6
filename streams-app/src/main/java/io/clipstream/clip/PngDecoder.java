package io.clipstream.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import javax.imageio.ImageReader;

/** Decodes one PNG: grey, RGB or palette, up to 16 bits a sample, of which the upper 8 count; alpha dropped. */
final class PngDecoder {
    private static final int PIXELS = 0x49444154;
    private static final int END = 0x49454e44;

    private final byte[] encoded;
    private final PngOrientation orientation;

    PngDecoder(byte[] encoded, long maxPixels) throws ImageFormatException {
        this.encoded = encoded;
        this.orientation = new PngOrientation(encoded);
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (encoded.length < 33) {
            throw new ImageFormatException("corrupt PNG: the file is cut short in its header");
        }
        JdkImages.checkSize(
                "PNG", Integer.toUnsignedLong(bytes.getInt(16)), Integer.toUnsignedLong(bytes.getInt(20)), maxPixels);
        readChunks(bytes.position(8));
    }

    private void readChunks(ByteBuffer bytes) throws ImageFormatException {
        boolean beforePixels = true;
        while (bytes.remaining() >= 12) {
            long length = Integer.toUnsignedLong(bytes.getInt());
            int type = bytes.getInt();
            if (length + 4 > bytes.remaining()) {
                break;
            }
            beforePixels &= type != PIXELS;
            if (beforePixels) {
                checkSum(bytes, (int) length);
            }
            orientation.look(type, bytes.position(), (int) length);
            if (type == END) {
                return;
            }
            bytes.position(bytes.position() + (int) length + 4);
        }
        throw new ImageFormatException("corrupt PNG: the file is cut short");
    }

    // As Pillow, which leaves the pixels to the sum within their own code.
    private void checkSum(ByteBuffer bytes, int length) throws ImageFormatException {
        CRC32 sum = new CRC32();
        sum.update(encoded, bytes.position() - 4, length + 4);
        if (bytes.getInt(bytes.position() + length) != (int) sum.getValue()) {
            throw new ImageFormatException("corrupt PNG: the check sum of a chunk before the pixels is wrong");
        }
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
