package io.clipstream.loadtest.run.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the records of a run are. */
class TrafficTest {
    private static final int RECORDS = 50_000;

    @Test
    void givesTheNthTaskAShareByZipfsLaw() {
        // Given four tasks: 1, 1/2, 1/3, 1/4 of 25/12
        Traffic traffic = new Traffic(7, new Zipf(4, 1), 10, 0, 0);

        // When
        long[] counts = new long[4];
        for (int i = 0; i < RECORDS; i++) {
            counts[traffic.item(i).task()]++;
        }

        // Then
        for (int task = 0; task < 4; task++) {
            double share = 12.0 / 25 / (task + 1);
            assertThat((double) counts[task] / RECORDS).isCloseTo(share, within(0.01));
        }
    }

    @Test
    void zipfHasNoThingBeyondTheLast() {
        // Given
        Zipf even = new Zipf(3, 0);

        // Then
        assertThat(even.of(0)).isZero();
        assertThat(even.of(0.34)).isEqualTo(1);
        assertThat(even.of(Math.nextDown(1.0))).isEqualTo(2);
    }

    @Test
    void drawsTheSharesOfDuplicatesAndGarbage() {
        // Given
        Traffic traffic = new Traffic(1, new Zipf(1, 1), 10, 0.05, 0.1);

        // When
        Map<Kind, Integer> counts = new HashMap<>();
        for (int i = 0; i < RECORDS; i++) {
            counts.merge(traffic.item(i).kind(), 1, Integer::sum);
        }

        // Then
        assertThat(counts.get(Kind.DUPLICATE) / (double) RECORDS).isCloseTo(0.05, within(0.01));
        assertThat(counts.get(Kind.UNDECODABLE) / (double) RECORDS).isCloseTo(0.05, within(0.01));
        assertThat(counts.get(Kind.BROKEN_AVRO) / (double) RECORDS).isCloseTo(0.05, within(0.01));
    }

    @Test
    void sendsAgainOnlyWhatWasSentBeforeAndIsAnImage() {
        // Given much of everything, so that originals are hard to find
        Traffic traffic = new Traffic(3, new Zipf(5, 1), 13, 0.4, 0.4);

        for (int i = 0; i < 2_000; i++) {
            Item item = traffic.item(i);
            if (item.kind() == Kind.DUPLICATE) {
                // Then it is that image, of that task, with those bytes
                assertThat(item.index()).isLessThan(i);
                Item original = traffic.item(item.index());
                assertThat(original).isEqualTo(new Item(Kind.IMAGE, item.index(), item.task(), item.picture()));
            } else {
                assertThat(item.index()).isEqualTo(i);
            }
        }
    }

    @Test
    void sendsDuplicatesFromTheBeginning() {
        // Given a short run
        Traffic traffic = new Traffic(1, new Zipf(3, 1), 500, 0.1, 0.1);

        // Then about a tenth of it are duplicates all the same
        assertThat(LongStream.range(0, 100).filter(i -> traffic.item(i).kind() == Kind.DUPLICATE))
                .hasSizeBetween(4, 20);
    }

    @Test
    void isTheSameForTheSameSeed() {
        // Given
        Traffic traffic = new Traffic(3, new Zipf(5, 1), 13, 0.1, 0.1);
        Traffic same = new Traffic(3, new Zipf(5, 1), 13, 0.1, 0.1);

        // When asked in another order, then it says the same
        for (int i = 500; i >= 0; i--) {
            assertThat(same.item(i)).isEqualTo(traffic.item(i));
        }
    }

    @Test
    void spreadsImageSizesEvenly() {
        // Given
        ImageSizes sizes = ImageSizes.parse("224x224:0.7,1024x768:0.25,4000x3000:.05");

        // When
        List<ImageSizes.Size> spread = sizes.spread(1_000);

        // Then even a hundred in a row have about their shares
        assertThat(spread.stream().filter(size -> size.width() == 224)).hasSize(700);
        assertThat(spread.subList(100, 200).stream().filter(size -> size.width() == 4000))
                .hasSizeBetween(4, 6);
    }

    @Test
    void drawsPhotosOfTheSizesThatAreAskedFor() {
        // When
        List<Picture> photos = Pictures.photos(ImageSizes.parse("40x30:3,16x16"), 5);

        // Then some are drawn, each is sent several times, and nobody knows what is on them
        assertThat(photos).hasSize(1_000);
        assertThat(photos.stream().map(Picture::encoded).distinct()).hasSizeBetween(300, 500);
        assertThat(photos).allMatch(photo -> photo.label() == null);
    }

    @Test
    void saysWhichFlagMakesNoLoad() {
        assertThatThrownBy(() -> load("--image-sizes", "224")).hasMessageContaining("'224'");
        assertThatThrownBy(() -> load("--duplicates", "1")).hasMessageContaining("--duplicates");
        assertThatThrownBy(() -> load("--image-sizes", "32x32", "--corrections", "0.1"))
                .hasMessageContaining("--corrections wants");
        assertThatThrownBy(() -> load("--task", "parts")).hasMessageContaining("--task names");
    }

    @Test
    void tellsItsOwnImagesFromThoseOfAnotherRun() {
        // Given the ids of one run
        ImageIds ids = new ImageIds("run7");

        // When ids are read back, then only its own have an index
        assertThat(ids.index(ids.id(42))).isEqualTo(42);
        assertThat(ids.index("run70-42")).isEqualTo(-1);
        assertThat(ids.index("run7-x")).isEqualTo(-1);
        assertThat(ids.index(null)).isEqualTo(-1);
    }

    private static Load load(String... flags) {
        TrafficOptions options = new TrafficOptions();
        new CommandLine(options).parseArgs(flags);
        return options.load(true);
    }
}
