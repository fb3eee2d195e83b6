package io.clipstream.clip;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Decodes one JPEG with the JDK's libjpeg, taking its stored samples and converting the colours as libjpeg-turbo does. */
final class JpegDecoder {
    private final byte[] encoded;
    private final JpegHeader header;

    JpegDecoder(byte[] encoded, long maxPixels) throws ImageFormatException {
        this.encoded = encoded;
        this.header = JpegHeader.read(encoded);
        JdkImages.checkSize("JPEG", header.width(), header.height(), maxPixels);
    }

    RgbImage decode() throws IOException {
        ImageReader reader = JdkImages.reader("jpeg", encoded, true);
        try {
            String[] warning = new String[1];
            IIOReadWarningListener listener = (source, text) -> warning[0] = text;
            reader.addIIOReadWarningListener(listener);
            Raster raster = reader.readRaster(0, null);
            if (warning[0] != null && warning[0].startsWith("Premature end")) {
                throw new IIOException("the file is cut short");
            }
            byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
            RgbImage image = RgbImage.blank(raster.getWidth(), raster.getHeight());
            if (raster.getNumBands() == 1) {
                JpegColours.fromGrey(samples, image.rgb());
            } else if (header.isYcc()) {
                JpegColours.fromYcc(samples, image.rgb());
            } else {
                System.arraycopy(samples, 0, image.rgb(), 0, image.rgb().length);
            }
            return Orientation.upright(image, header.orientation());
        } finally {
            reader.dispose();
        }
    }
}
