package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.loadtest.simulated.EmptyLineage;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.topology.AdapterRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberedVersionsTest {
    @Test
    void readsEachVersionOffWhatItSaysAndNoOther() throws Exception {
        for (long number = 2; number < 40; number++) {
            // Given what a version says of an image of class 3
            List<LabelProbability> top = top(number, 3);

            // Then it is taken for itself alone
            for (long other = 1; other < 60; other++) {
                assertThat(NumberedVersions.says(other, 3, top))
                        .as("version %d taken for %d", number, other)
                        .isEqualTo(other == number);
            }
            assertThat(NumberedVersions.says(number, 4, top)).isFalse();
        }
    }

    private static List<LabelProbability> top(long number, int imageClass) throws Exception {
        Adapter adapter = AdapterMethods.load(AdapterRecords.artifact(NumberedVersions.version(number, first())));
        float[] feature = new float[OneHotModel.CLASSES];
        feature[imageClass] = 1;
        float[] probabilities = new float[OneHotModel.CLASSES];
        adapter.probabilities(feature, 1, probabilities);
        List<LabelProbability> top = new ArrayList<>();
        for (int c = 0; c < probabilities.length; c++) {
            top.add(new LabelProbability(Setup.label(c), probabilities[c]));
        }
        top.sort(Comparator.comparing(LabelProbability::getProbability).reversed());
        return top.subList(0, 5);
    }

    private static AdapterVersion first() {
        List<String> labels =
                IntStream.range(0, OneHotModel.CLASSES).mapToObj(Setup::label).toList();
        return new AdapterVersion(
                Setup.TASK,
                1L,
                "zero-shot",
                OneHotModel.MODEL_ID,
                OneHotModel.CLASSES,
                labels,
                "revision",
                OneHotModel.LOGIT_SCALE,
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(0),
                EmptyLineage.of("zero-shot"),
                null,
                null,
                1f,
                null);
    }
}
