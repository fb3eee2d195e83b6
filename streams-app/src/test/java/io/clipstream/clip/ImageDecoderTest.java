package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(1_000_000);

    static List<String> images() {
        return Reference.imageNames();
    }

    @ParameterizedTest
    @CsvSource({
        "49492a0008000000, TIFF is not supported",
        "4d4d002a00000008, TIFF is not supported",
        "0000001866747970686569630000, HEIC is not supported",
        "00000020667479706d6966310000, HEIC is not supported",
        "0000002066747970617669660000, AVIF is not supported",
        "000000186674797069736f6d0000, MP4 or QuickTime is not supported",
        "0000000c6a5020200d0a870a, JPEG 2000 is not supported",
        "ff4fff51002f0000, JPEG 2000 is not supported",
        "ff0a000000, JPEG XL is not supported",
        "00000100010010100000, ICO is not supported",
        "38425053000100000000, Photoshop is not supported",
        "50360a3120310a3235350a, Netpbm is not supported",
        "255044462d312e37, PDF is not supported",
        "3c73766720786d6c6e733d22, SVG is not supported",
        "3c21444f43545950452068746d6c3e, HTML is not supported",
        "0102030405060708090a, no known image format: the first bytes are 01 02 03 04 05 06 07 08",
        "ff, no known image format: the first bytes are ff",
    })
    void refusesOtherFormatsByName(String hex, String reason) {
        byte[] head = HexFormat.of().parseHex(hex);
        assertRefused(head, reason);
    }

    @Test
    void refusesAnEmptyImage() {
        assertRefused(new byte[0], "the image is empty");
    }

    @Test
    void refusesKindsOfJpegAndPngThatItDoesNotDecode() {
        // Given files that are sound but for one byte of their header
        byte[] jpeg = Reference.image("baseline-444.jpg");
        int frame = indexOf(jpeg, 0xff, 0xc0);

        // Then each is refused by the name of its kind
        assertRefused(with(jpeg, frame + 4, 12), "JPEG with 12 bits a sample is not supported");
        assertRefused(with(jpeg, frame + 9, 2), "JPEG with 2 components is not supported; expected 1, 3 or 4");
        assertRefused(with(jpeg, frame + 1, 0xc9), "arithmetic-coded JPEG is not supported");
        assertRefused(with(jpeg, frame + 1, 0xc3), "lossless JPEG is not supported");
        assertRefused(with(jpeg, frame + 1, 0xc5), "hierarchical JPEG is not supported");
        assertRefused(with(Reference.image("rgb.bmp"), 30, 4), "BMP with a JPEG or PNG inside is not supported");
    }

    @Test
    void refusesADecompressionBombBeforeMakingRoomForIt() {
        // Given headers that promise far more pixels than the limit
        byte[] png = Reference.image("rgb.png");
        ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        byte[] jpeg = Reference.image("baseline-444.jpg");
        ByteBuffer.wrap(jpeg).putShort(indexOf(jpeg, 0xff, 0xc0) + 5, (short) 65_000);
        byte[] gif = Reference.image("interlaced.gif");
        byte[] bmp = Reference.image("rgb.bmp");
        byte[] webp = Reference.image("lossy.webp");
        byte[] lossless = Reference.image("lossless.webp");
        byte[] canvas = Reference.image("offset.webp");

        // Then they are refused by their size
        assertRefused(png, "PNG of 2000000000 × 2000000000 pixels is too large; at most 1000000 pixels");
        assertRefused(jpeg, "JPEG of 101 × 65000 pixels is too large");
        assertRefused(with(with(gif, 7, 0xff), 9, 0xff), "GIF of ", "is too large");
        assertRefused(with(with(bmp, 20, 0xff), 24, 0xff), "BMP of ", "is too large");
        assertRefused(with(with(webp, 27, 0x3f), 29, 0x3f), "WebP of 16229 × 16195 pixels is too large");
        assertRefused(with(with(lossless, 22, 0xff), 23, 0xff), "WebP of ", "is too large");
        assertRefused(with(with(canvas, 26, 0xff), 29, 0xff), "WebP of 16711721 × 16711710 pixels is too large");
    }

    @Test
    void refusesALargeJpegOfThousandsOfScans() throws Exception {
        // Given headers of a progressive file of 62 megapixels, and a number of scans that bring nothing
        byte[] frame = HexFormat.of().parseHex("ffd8ffc2000b082000200001011100");
        byte[] scan = HexFormat.of().parseHex("ffda0008010100013f00ff00");
        ByteBuffer few = ByteBuffer.allocate(frame.length + 31 * scan.length).put(frame);
        ByteBuffer many = ByteBuffer.allocate(frame.length + 5000 * scan.length).put(frame);
        for (ByteBuffer file : List.of(few, many)) {
            while (file.hasRemaining()) {
                file.put(scan);
            }
        }

        // Then those of a usual number pass, and thousands are refused before any is decoded
        JpegScans.check(few.array(), JpegHeader.read(few.array()));
        assertThatThrownBy(() -> new ImageDecoder(100_000_000).decode(many.array()))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContainingAll(
                        "JPEG of 8192 × 8192 pixels in 5000 scans is too much work", "at most 32 scans");
    }

    @Test
    void readsOnlyTheLastOfAPngsNotesOnOrientation() {
        // Given two raw EXIF profiles in one file, that differ
        String six = "Raw profile type exif\0\nexif\n 26\n4d4d002a00000008000101120003000000010006000000000000";
        byte[] first = six.getBytes(StandardCharsets.ISO_8859_1);
        byte[] both = (six + six.replace("00010006", "00010003")).getBytes(StandardCharsets.ISO_8859_1);
        PngOrientation orientation = new PngOrientation(both);

        // When both are noted
        orientation.look(0x74455874, 0, first.length);
        orientation.look(0x74455874, first.length, first.length);

        // Then the last one counts, as in Pillow
        assertThat(orientation.value()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("images")
    void refusesAFileThatIsCutShort(String name) {
        // Given nine tenths of the first frame's file
        byte[] whole = Reference.image(name);
        boolean twoFrames = List.of("first-of-two.gif", "transparent.gif").contains(name);
        int length = whole.length * (twoFrames ? 4 : 9) / 10;

        // Then it is refused, whatever was there
        assertRefused(Arrays.copyOf(whole, length), name.endsWith("gif") ? "corrupt GIF" : "cut short");
    }

    @ParameterizedTest
    @MethodSource("images")
    void damageEndsInAnImageOrARefusalAndNothingElse(String name) {
        // Given a file with a few bytes changed, in a hundred ways
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = Reference.image(name);
            for (int k = 0; k < 3; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }

            // When it is decoded
            try {
                RgbImage image = decoder.decode(damaged);

                // Then there is a whole image, or a reason
                assertThat(image.rgb()).hasSize(image.width() * image.height() * 3);
            } catch (ImageFormatException e) {
                assertThat(e).hasMessageNotContaining("null").message().isNotBlank();
            }
        }
    }

    @Test
    void refusesDamageThatOnlyChecksReveal() {
        // Given a PNG with another colour in its palette, and a GIF whose first code after clearing names no colour
        byte[] png = Reference.image("palette-16.png");
        int palette = indexOf(png, 'P', 'L', 'T', 'E');
        byte[] gif = Reference.image("first-of-two.gif");
        int frame = indexOf(gif, ',', 0, 0, 0, 0);
        gif[frame + 12] = (byte) 0xff;
        gif[frame + 13] = (byte) 0xff;

        // Then neither is decoded to something that nobody drew
        assertRefused(with(png, palette + 5, png[palette + 5] + 1), "corrupt PNG: the check sum");
        assertRefused(gif, "corrupt GIF: a code that nothing has defined");
    }

    @Test
    void refusesAWebpWhosePartsDoNotFitTogether() {
        // Given sound files with one size changed: of the first frame, of its canvas, of a chunk
        byte[] animated = Reference.image("offset.webp");
        byte[] extended = Reference.image("exif-6.webp");
        byte[] simple = Reference.image("lossy.webp");

        // Then each is refused with the reason
        int frame = indexOf(animated, 'A', 'N', 'M', 'F') + 8;
        assertRefused(with(animated, frame, 0x30), "corrupt WebP: its first frame is outside the canvas");
        assertRefused(with(animated, frame + 6, 5), "corrupt WebP: its first frame has no picture of its size");
        assertRefused(with(extended, 24, 7), "corrupt WebP: its picture and its canvas differ in size");
        assertRefused(with(simple, 19, 1), "corrupt WebP: the file is cut short");
        assertRefused(with(simple, 20, 1), "corrupt WebP: the lossy picture does not begin with a key frame");
        assertRefused(with(simple, 12, 'X'), "corrupt WebP: there is no picture in it");
    }

    @Test
    void aJpegWithBrokenExifIsLeftAsItLies() throws Exception {
        // Given a photograph whose EXIF directory points nowhere
        byte[] jpeg = Reference.image("exif-6.jpg");
        int exif = indexOf(jpeg, 'E', 'x', 'i', 'f');
        for (int i = 0; i < 4; i++) {
            jpeg[exif + 10 + i] = (byte) 0xff;
        }

        // Then it is decoded without a turn
        RgbImage image = decoder.decode(jpeg);
        assertThat(image.width()).isEqualTo(41);
        assertThat(image.height()).isEqualTo(29);
    }

    @Test
    void halvedRowsOfChrominanceAreSmoothedAsInLibjpegTurbo() {
        // Given a column of stored values 10, 20, 90, each row repeated, of an image of five rows; beside it another
        // band
        byte[] samples = {10, 1, 10, 1, 20, 1, 20, 1, 90, 1};

        // When its rows are smoothed
        ChromaRows.smoothRepeated(samples, 0, 2, 1, 5);

        // Then each is three parts its own stored row and one part the nearer neighbour
        assertThat(samples).containsExactly(10, 1, 13, 1, 17, 1, 38, 1, 72, 1);
    }

    private void assertRefused(byte[] encoded, String... reasons) {
        assertThatThrownBy(() -> decoder.decode(encoded))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContainingAll(reasons);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static int indexOf(byte[] bytes, int... sought) {
        byte[] pattern = new byte[sought.length];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) sought[i];
        }
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(pattern, StandardCharsets.ISO_8859_1));
    }
}
