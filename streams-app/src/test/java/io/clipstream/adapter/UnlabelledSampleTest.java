package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnlabelledSampleTest {
    @Test
    void refusesAnImageThatIsThereTwiceOrIsNotFinite() {
        UnlabelledSample.Row row = new UnlabelledSample.Row("a", new float[] {1, 0});
        assertThatThrownBy(() -> new UnlabelledSample(List.of(row, row)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampled image 'a' is there twice, expected one an image id");
        assertThatThrownBy(() -> new UnlabelledSample.Row("a", new float[] {1, Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampled image 'a' has a feature with value NaN, expected finite numbers");
    }

    @Test
    void mustFitTheHead() {
        // Given a head of dimension 3
        ClassHead head = ClassHead.withoutText(List.of("a", "b"), "r", "m", 3, 1f);
        UnlabelledSample sample = new UnlabelledSample(List.of(new UnlabelledSample.Row("image", new float[] {1, 0})));
        // Then a sample of dimension 2 is refused
        assertThatThrownBy(() -> new TrainingInput(head, new SupportSet(List.of()), sample, Map.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampled image 'image' has a feature of dimension 2, expected 3");
    }

    @Test
    void growsWithManyClasses() {
        assertThat(UnlabelledSample.size(10)).isEqualTo(4096);
        assertThat(UnlabelledSample.size(1000)).isEqualTo(10_000);
    }

    @Test
    void refusesAShotWithoutWeight() {
        assertThatThrownBy(() -> new Shot("a", 0, new float[] {1}, true, 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shot 'a' has weight 0.0, expected a number above 0 up to 1");
    }
}
