package io.clipstream.clip;

import io.clipstream.clip.webp.WebpFile;
import java.io.IOException;

/** Decodes one WebP, lossy or lossless, alpha dropped; of an animation the first frame on its canvas. */
final class WebpDecoder {
    private final WebpFile file;

    WebpDecoder(byte[] encoded, long maxPixels) throws IOException, ImageFormatException {
        this.file = WebpFile.read(encoded);
        JdkImages.checkSize("WebP", file.width(), file.height(), maxPixels);
    }

    RgbImage decode() throws IOException {
        RgbImage image = new RgbImage(file.width(), file.height(), file.rgb());
        byte[] exif = file.exif();
        int orientation = exif.length == 0 ? 0 : Orientation.fromExif(exif, 0, exif.length);
        byte[] xmp = file.xmp();
        return Orientation.upright(image, orientation == 0 ? Orientation.fromXmp(xmp, 0, xmp.length) : orientation);
    }
}
