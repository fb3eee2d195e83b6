package io.clipstream.clip;

import io.clipstream.clip.jpeg.Region;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Decodes the formats whose pixels it gets exactly, and refuses the others by name; safe for use by many threads. */
final class ImageDecoder {
    private static final String READ = "JPEG, PNG, WebP, GIF or BMP";

    private final long maxPixels;
    private final PhotoDecoder photos = new PhotoDecoder();

    /** A decoder that refuses images of more than {@code maxPixels} before it makes room for them. */
    ImageDecoder(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    /**
     * Decodes an image and turns it upright.
     *
     * <p>Like Pillow, it refuses a file that is cut short, and forgives a JPEG whose coded data has flaws that libjpeg can
     * step over.
     */
    RgbImage decode(byte[] encoded) throws ImageFormatException {
        if (encoded.length == 0) {
            throw new ImageFormatException("the image is empty: 0 bytes");
        }
        ImageFormat format = ImageFormat.of(encoded);
        try {
            return switch (format) {
                case JPEG -> new JpegDecoder(encoded, maxPixels, photos).decode();
                case PNG -> new PngDecoder(encoded, maxPixels).decode();
                case GIF -> new GifDecoder(encoded, maxPixels).decode();
                case BMP -> new BmpDecoder(encoded, maxPixels).decode();
                case WEBP -> new WebpDecoder(encoded, maxPixels).decode();
                case UNKNOWN ->
                    throw new ImageFormatException(
                            "no known image format: the first bytes are " + head(encoded) + "; expected " + READ);
                default -> throw new ImageFormatException(format.words() + " is not supported; expected " + READ);
            };
        } catch (IOException | RuntimeException e) {
            // The JDK's decoders meet damaged files with whatever their arithmetic runs into.
            throw corrupt(format, e);
        }
    }

    /**
     * Hands the pixels of an upright photograph to {@code use}, column by column, without making an image of them.
     *
     * @param wanted of a width and a height, the part that {@code use} reads
     * @return what {@code use} made of them; nothing if the image is one for {@link #decode}
     */
    <T> Optional<T> read(byte[] encoded, BiFunction<Integer, Integer, Region> wanted, Function<PixelColumns, T> use)
            throws ImageFormatException {
        if (ImageFormat.of(encoded) != ImageFormat.JPEG) {
            return Optional.empty();
        }
        try {
            return new JpegDecoder(encoded, maxPixels, photos).read(wanted, use);
        } catch (RuntimeException e) {
            throw corrupt(ImageFormat.JPEG, e);
        }
    }

    private static ImageFormatException corrupt(ImageFormat format, Exception e) {
        return new ImageFormatException("corrupt " + format.words() + ": " + reason(e), e);
    }

    private static String reason(Exception e) {
        if (e instanceof EOFException) {
            return "the file is cut short";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String head(byte[] encoded) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(8, encoded.length); i++) {
            hex.append(String.format("%02x ", encoded[i]));
        }
        return hex.toString().strip();
    }
}
