package io.clipstream.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageReader;

/** Decodes one PNG of up to 8 bits a sample: grey, RGB or palette, alpha dropped. */
final class PngDecoder {
    private static final int EXIF = 0x65584966;
    private static final int END = 0x49454e44;

    private final byte[] encoded;
    private int orientation;

    PngDecoder(byte[] encoded, long maxPixels) throws ImageFormatException {
        this.encoded = encoded;
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (encoded.length < 33) {
            throw new ImageFormatException("corrupt PNG: the file is cut short in its header");
        }
        JdkImages.checkSize(
                "PNG", Integer.toUnsignedLong(bytes.getInt(16)), Integer.toUnsignedLong(bytes.getInt(20)), maxPixels);
        if (encoded[24] == 16) {
            throw new ImageFormatException("PNG with 16 bits a sample is not supported; expected at most 8");
        }
        readChunks(bytes.position(8));
    }

    private void readChunks(ByteBuffer bytes) throws ImageFormatException {
        while (bytes.remaining() >= 12) {
            long length = Integer.toUnsignedLong(bytes.getInt());
            int type = bytes.getInt();
            if (length + 4 > bytes.remaining()) {
                break;
            }
            if (type == EXIF) {
                orientation = Orientation.fromExif(encoded, bytes.position(), (int) length);
            } else if (type == END) {
                return;
            }
            bytes.position(bytes.position() + (int) length + 4);
        }
        throw new ImageFormatException("corrupt PNG: the file is cut short");
    }

    RgbImage decode() throws IOException {
        ImageReader reader = JdkImages.reader("png", encoded, true);
        try {
            return Orientation.upright(JdkImages.rgb(reader.read(0)), orientation);
        } finally {
            reader.dispose();
        }
    }
}
