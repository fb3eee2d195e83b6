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
            // Of the warnings, Pillow takes only the missing end for an error.
            String[] warning = new String[1];
            IIOReadWarningListener listener =
                    (source, text) -> warning[0] = text.startsWith("Truncated") ? text : warning[0];
            reader.addIIOReadWarningListener(listener);
            Raster raster = reader.readRaster(0, null);
            if (warning[0] != null) {
                throw new IIOException("the file is cut short");
            }
            byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
            for (int i = 0; i < raster.getNumBands(); i++) {
                if (header.hasHalfTheRows(i)) {
                    ChromaRows.smooth(samples, i, raster.getNumBands(), raster.getWidth(), raster.getHeight());
                }
            }
            RgbImage image = RgbImage.blank(raster.getWidth(), raster.getHeight());
            if (raster.getNumBands() == 1) {
                JpegColours.fromGrey(samples, image.rgb());
            } else if (raster.getNumBands() == 4) {
                JpegCmyk.toRgb(samples, header.isYcc(), image.rgb());
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
