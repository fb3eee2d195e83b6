package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.clip.jpeg.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares our own JPEG decoder with what {@code src/test/reference/jpeg_reference.py} had from Pillow. */
class JpegParityTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/clipstream/clip/jpegs");
    private static final JsonNode EXPECTED = expected();

    // One for all files of a test: what it keeps of one must not show in the next.
    private static final PhotoDecoder PHOTOS = new PhotoDecoder();
    private static final ImageDecoder DECODER = new ImageDecoder(1_000_000);

    static List<String> names() {
        Iterable<String> names = EXPECTED::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void decodesToThePixelsOfPillowWithoutTheJdk(String name) throws Exception {
        // Given a sound file of a rare kind
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));

        // When our decoder reads it
        Optional<RgbImage> image = PHOTOS.decode(file, JpegHeader.read(file));

        // Then it leaves nothing to the JDK's, and every pixel is Pillow's
        assertThat(image).isPresent();
        assertThat(sha256(image.get().rgb())).isEqualTo(text(name, "decoded"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void preprocessesToThePixelsOfPillow(String name) throws Exception {
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));
        for (int side : new int[] {32, 224}) {
            // Given the preprocessing of a model with this input size
            double[] any = {1, 1, 1};
            StagedPreprocessor preprocessor =
                    new ClipPreprocessor(new PreprocessingConfig(side, side, 1, any, any), DECODER);

            // When the file is preprocessed at once, and in two steps
            byte[] atOnce = preprocessor.preprocess(file);
            byte[] inSteps = preprocessor.fit(preprocessor.decode(file));

            // Then both give Pillow's pixels
            assertThat(sha256(atOnce)).as("%s at %d", name, side).isEqualTo(text(name, "square" + side));
            assertThat(inSteps).isEqualTo(atOnce);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyRegionHasThePixelsOfTheWhole(String name) throws Exception {
        // Given the whole image
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));
        JpegHeader header = JpegHeader.read(file);
        RgbImage whole = PHOTOS.decode(file, header).orElseThrow();
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            // When only a part is asked for
            int left = random.nextInt(whole.width());
            int top = random.nextInt(whole.height());
            int right = left + 1 + random.nextInt(whole.width() - left);
            int bottom = top + 1 + random.nextInt(whole.height() - top);
            Region region = new Region(left, top, right, bottom);
            Optional<Integer> different =
                    PHOTOS.read(file, header, region, columns -> differences(columns, region, whole));

            // Then the part has the same pixels
            assertThat(different).as("%s in %s", name, region).hasValue(0);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void leavesEveryFileThatIsCutShortToTheJdk(String name) throws Exception {
        // Given a file and where it ends
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));
        JpegHeader header = JpegHeader.read(file);
        int end = file.length - (name.startsWith("bytes-behind") ? "\u00ff\u00d8\u00ff behind".length() : 0);

        // Then no shorter file is taken for whole
        for (int length = 2; length < end; length += Math.max(1, end / 300)) {
            assertThat(PHOTOS.decode(Arrays.copyOf(file, length), header)).isEmpty();
        }
        assertThat(PHOTOS.decode(Arrays.copyOf(file, end - 1), header)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void damageNeverSpoilsTheNextFile(String name) throws Exception {
        // Given a file that is damaged in many ways
        byte[] file = Files.readAllBytes(FOLDER.resolve(name));
        JpegHeader header = JpegHeader.read(file);
        Region region = new Region(0, 0, header.width(), header.height());
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = file.clone();
            for (int k = 0; k < 3; k++) {
                damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt();
            }

            // When it is read, then there are pixels or there is nothing, and no exception
            PHOTOS.read(damaged, header, region, columns -> columns.length());
        }

        // Then the sound file still gives Pillow's pixels
        assertThat(sha256(PHOTOS.decode(file, header).orElseThrow().rgb())).isEqualTo(text(name, "decoded"));
    }

    private static int differences(PixelColumns columns, Region region, RgbImage whole) {
        int length = columns.length();
        int[][] rgb = new int[3][length];
        int different = 0;
        for (int x = region.left(); x < region.right(); x++) {
            columns.read(x, rgb[0], rgb[1], rgb[2]);
            for (int i = 0; i < length; i++) {
                int y = columns.row(i);
                for (int c = 0; c < 3 && y >= region.top() && y < region.bottom(); c++) {
                    int expected = whole.rgb()[(y * whole.width() + x) * 3 + c] & 0xff;
                    different += rgb[c][i] == expected ? 0 : 1;
                }
            }
        }
        return different;
    }

    private static JsonNode expected() {
        try {
            return new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String name, String field) {
        return EXPECTED.get(name).get(field).textValue();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
