package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectSampleTest {
    @Test
    void keepsTheSmallestHashesOfEachPeriodInWhateverOrderTheyCome() {
        // Given 200 images of each of two periods
        List<SelectSample.Entry> entries = new ArrayList<>(entries(0, 200, 7));
        entries.addAll(entries(200, 200, 8));
        Set<String> expected = new HashSet<>();
        expected.addAll(smallest(entries.subList(0, 200), 16));
        expected.addAll(smallest(entries.subList(200, 400), 16));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(entries, new Random(seed));
            SelectSample sample = new SelectSample(16);
            Set<String> published = new HashSet<>();

            // When
            for (SelectSample.Entry entry : entries) {
                SelectSample.Offer offer = sample.offer(entry);
                offer.displaced().forEach(left -> assertThat(published.remove(left.imageId()))
                        .isTrue());
                if (offer.taken()) {
                    published.add(entry.imageId());
                }
            }

            // Then: state and what was published agree
            assertThat(sample.imageIds()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(published).isEqualTo(expected);
        }
    }

    @Test
    void dropsThePeriodBeforeTheLastTwo() {
        // Given
        SelectSample sample = new SelectSample(8);
        entries(0, 8, 1).forEach(sample::offer);
        entries(8, 8, 2).forEach(sample::offer);

        // When
        SelectSample.Offer offer = sample.offer(new SelectSample.Entry("new", 0, 3));

        // Then
        assertThat(offer.displaced()).hasSize(8).allMatch(left -> left.period() == 1);
        assertThat(sample.imageIds()).hasSize(9);
        assertThat(sample.offer(new SelectSample.Entry("old", 0, 1)).taken()).isFalse();
    }

    @Test
    void takesAnImageOnce() {
        // Given
        SelectSample sample = new SelectSample(8);
        SelectSample.Entry entry = new SelectSample.Entry("a", 5, 1);

        // When, Then
        assertThat(sample.offer(entry).taken()).isTrue();
        assertThat(sample.offer(entry).taken()).isFalse();
        assertThat(sample.forget("a")).isTrue();
        assertThat(sample.imageIds()).isEmpty();
    }

    @Test
    void whatAPartitionLetsThroughHoldsWhateverTheWholeSampleNeeds() {
        // Given 300 images over three partitions
        List<SelectSample.Entry> all = entries(0, 300, 5);
        Set<String> passed = new HashSet<>();
        for (int partition = 0; partition < 3; partition++) {
            JoinSampleFilter filter = new JoinSampleFilter(20);
            int mine = partition;

            // When
            IntStream.range(0, all.size())
                    .filter(i -> i % 3 == mine)
                    .mapToObj(all::get)
                    .forEach(entry -> {
                        if (filter.passes("task", entry.hash(), entry.period())) {
                            passed.add(entry.imageId());
                        }
                    });
        }

        // Then: all that is needed, and not simply everything
        assertThat(passed).containsAll(smallest(all, 20)).hasSizeLessThan(280);
    }

    private static List<SelectSample.Entry> entries(int from, int count, long period) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "image-" + i)
                .map(id -> new SelectSample.Entry(id, SelectSample.hash(id), period))
                .toList();
    }

    private static List<String> smallest(List<SelectSample.Entry> entries, int count) {
        return entries.stream()
                .sorted(Comparator.comparingLong(SelectSample.Entry::hash))
                .limit(count)
                .map(SelectSample.Entry::imageId)
                .toList();
    }
}
