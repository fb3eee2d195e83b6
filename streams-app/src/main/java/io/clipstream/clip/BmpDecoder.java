package io.clipstream.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/** Decodes one BMP: palette, 16, 24 or 32 bits, with or without run-length coding. */
final class BmpDecoder {
    private final byte[] encoded;

    BmpDecoder(byte[] encoded, long maxPixels) throws ImageFormatException {
        this.encoded = encoded;
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        if (encoded.length < 26) {
            throw new ImageFormatException("corrupt BMP: the file is cut short in its header");
        }
        if (bytes.getInt(14) == 12) {
            JdkImages.checkSize("BMP", bytes.getShort(18) & 0xffff, bytes.getShort(20) & 0xffff, maxPixels);
            return;
        }
        if (encoded.length < 54) {
            throw new ImageFormatException("corrupt BMP: the file is cut short in its header");
        }
        // A negative height says that the rows go down.
        JdkImages.checkSize("BMP", bytes.getInt(18), Math.abs((long) bytes.getInt(22)), maxPixels);
        int compression = bytes.getInt(30);
        if (compression == 4 || compression == 5) {
            throw new ImageFormatException("BMP with a JPEG or PNG inside is not supported");
        }
    }

    RgbImage decode() throws IOException {
        ImageReader reader = JdkImages.reader("bmp", encoded, true);
        try {
            return JdkImages.rgb(reader.read(0));
        } finally {
            reader.dispose();
        }
    }
}
