package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {
    @Test
    void readsEveryWord() {
        // Given the words of the configuration, When they are read, Then
        assertThat(DeviceChoice.of("auto")).isEqualTo(DeviceChoice.AUTO);
        assertThat(DeviceChoice.of("cpu")).isEqualTo(DeviceChoice.CPU);
        assertThat(DeviceChoice.of("cuda")).isEqualTo(DeviceChoice.cuda(0)).hasToString("cuda:0");
        assertThat(DeviceChoice.of("cuda:3")).isEqualTo(DeviceChoice.cuda(3)).hasToString("cuda:3");
        assertThat(Precision.of("bf16")).isEqualTo(Precision.BF16).hasToString("bf16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "CUDA", "cuda:", "cuda:-1", "cuda:1000", "cpu:1", ""})
    void refusesOtherWordsAndSaysWhichThereAre(String word) {
        // Given another word, When it is read, Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceChoice.of(word))
                .withMessageContaining("'" + word + "'")
                .withMessageContaining("auto, cpu, cuda or cuda:N");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.of(word))
                .withMessageContaining("auto, fp32, bf16, fp16");
    }
}
