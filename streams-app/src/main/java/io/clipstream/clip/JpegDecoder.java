package io.clipstream.clip;

import io.clipstream.clip.jpeg.Region;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Decodes one JPEG: a sound one with our own decoder, any other with the JDK's libjpeg.
 *
 * <p>Of the latter it takes the stored samples, and converts the colours as libjpeg-turbo does.
 */
final class JpegDecoder {
    private final byte[] encoded;
    private final JpegHeader header;

    private final PhotoDecoder photos;

    JpegDecoder(byte[] encoded, long maxPixels, PhotoDecoder photos) throws ImageFormatException {
        this.encoded = encoded;
        this.photos = photos;
        this.header = JpegHeader.read(encoded);
        JdkImages.checkSize("JPEG", header.width(), header.height(), maxPixels);
        JpegScans.check(encoded, header);
    }

    /**
     * Hands the pixels that {@code wanted} names to {@code use}, without making an image of them.
     *
     * @return what {@code use} made of them; nothing if the image is one for {@link #decode}
     */
    <T> Optional<T> read(BiFunction<Integer, Integer, Region> wanted, Function<PixelColumns, T> use) {
        if (header.orientation() > 1) {
            return Optional.empty();
        }
        return photos.read(encoded, header, wanted.apply(header.width(), header.height()), use);
    }

    RgbImage decode() throws IOException {
        Optional<RgbImage> photo = photos.decode(encoded, header);
        RgbImage image = photo.isPresent() ? photo.get() : decodeWithJdk();
        return Orientation.upright(image, header.orientation());
    }

    private RgbImage decodeWithJdk() throws IOException {
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
            return image;
        } finally {
            reader.dispose();
        }
    }
}
