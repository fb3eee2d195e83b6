package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreOutputsTest {
    @Test
    void listsTheMostProbableClassesInTheOrderOfASort() {
        // Given probabilities with many equals
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            int classes = 1 + random.nextInt(40);
            int most = 1 + random.nextInt(10);
            float[] p = new float[classes];
            for (int c = 0; c < classes; c++) {
                p[c] = random.nextInt(8) / 8f;
            }

            // When
            int[] best = ScoreOutputs.best(p, most);

            // Then
            assertThat(best)
                    .containsExactly(IntStream.range(0, classes)
                            .boxed()
                            .sorted((a, b) -> Float.compare(p[b], p[a]))
                            .limit(most)
                            .mapToInt(Integer::intValue)
                            .toArray());
        }
    }
}
