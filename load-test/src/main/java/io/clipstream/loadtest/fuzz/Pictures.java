package io.clipstream.loadtest.fuzz;

import io.clipstream.app.quickstart.scenes.SceneGenerator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Images of every format that is read, and files that claim to be one. */
final class Pictures {
    private static final int DRAWN = 40;

    /** One pixel each, lossless and lossy. */
    private static final List<String> WEBP = List.of(
            "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
            "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");

    private final Random random;
    private final List<byte[]> jpegs = new ArrayList<>();
    private final List<byte[]> others = new ArrayList<>();
    private final List<byte[]> frauds = new ArrayList<>();

    Pictures(Random random) {
        this.random = random;
        SceneGenerator scenes = new SceneGenerator(random.nextLong());
        for (int i = 0; i < DRAWN; i++) {
            jpegs.add(scenes.next().jpeg());
        }
        for (String format : List.of("png", "gif", "bmp")) {
            others.add(as(format, jpegs.get(0)));
        }
        WEBP.forEach(base64 -> others.add(Base64.getDecoder().decode(base64)));
        frauds.add(pngOf(50_000, 50_000));
        frauds.add(pngOf(Integer.MAX_VALUE, 1));
        frauds.add(bmpOf(50_000, 50_000));
        frauds.add(gifOf());
        frauds.add("<!DOCTYPE html><html><body>404</body></html>".getBytes(StandardCharsets.UTF_8));
        frauds.add("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));
        frauds.add("II*\0\b\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
        frauds.add("\0\0\0\30ftypheic\0\0\0\0mif1heic".getBytes(StandardCharsets.ISO_8859_1));
        frauds.add("\0\0\0\34ftypavif\0\0\0\0avifmif1".getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A good photograph. */
    byte[] photograph() {
        return jpegs.get(random.nextInt(jpegs.size()));
    }

    /** A good image of any format. */
    byte[] any() {
        return random.nextInt(3) > 0 ? photograph() : others.get(random.nextInt(others.size()));
    }

    /** What is no image that is read, or none of a size that is. */
    byte[] fraud() {
        return frauds.get(random.nextInt(frauds.size()));
    }

    private static byte[] as(String format, byte[] jpeg) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG of that size with nothing in it. */
    private static byte[] pngOf(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(57);
        png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        chunk(png, "IDAT", new byte[0]);
        chunk(png, "IEND", new byte[0]);
        return png.array();
    }

    private static void chunk(ByteBuffer png, String type, byte[] data) {
        CRC32 sum = new CRC32();
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        sum.update(name);
        sum.update(data);
        png.putInt(data.length).put(name).put(data).putInt((int) sum.getValue());
    }

    private static byte[] bmpOf(int width, int height) {
        ByteBuffer bmp = ByteBuffer.allocate(54).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put(new byte[] {'B', 'M'}).putInt(54).putInt(0).putInt(54);
        bmp.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
        return bmp.array();
    }

    private static byte[] gifOf() {
        return new byte[] {
            'G', 'I', 'F', '8', '9', 'a', -1, -1, -1, -1, 0, 0, 0, ',', 0, 0, 0, 0, -1, -1, -1, -1, 0, 2, 1, 0
        };
    }
}
