package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextStabilityTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-gelu-bf16"})
    void aTextsFeatureIsTheSameToTheBitWhateverItIsEncodedWith(String name) throws Exception {
        // Given texts of many lengths, each encoded alone
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            texts.add("a photo of " + "a b c d e ".repeat(i % 9) + i);
        }
        try (ClipModel model = ClipModel.load(Reference.checkpoint(name));
                TextEncoder encoder = model.newTextEncoder();
                TextEncoder other = model.newTextEncoder()) {
            List<float[]> alone = new ArrayList<>();
            texts.forEach(text -> alone.add(encoder.encode(List.of(text))[0]));

            // When they are encoded in batches of any size and order, by another encoder of the model
            Random random = new Random(1);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                order.add(i);
            }
            for (int round = 0; round < 5; round++) {
                Collections.shuffle(order, random);
                List<Integer> some = order.subList(0, 1 + random.nextInt(texts.size()));
                float[][] features = other.encode(some.stream().map(texts::get).toList());

                // Then no bit differs
                for (int i = 0; i < some.size(); i++) {
                    assertThat(features[i]).as(texts.get(some.get(i))).isEqualTo(alone.get(some.get(i)));
                }
            }
        }
    }
}
