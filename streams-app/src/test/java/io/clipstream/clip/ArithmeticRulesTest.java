package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticRulesTest {
    private static final String AVX512 = "avx512f avx512dq avx512bw avx512vl ";
    private static final Processor PLAIN = processor("sse2 avx2 fma");

    @ParameterizedTest
    @CsvSource({
        "avx2 fma, FP32, no instructions for bf16",
        AVX512 + ", FP32, no instructions for bf16",
        AVX512 + "avx512_bf16, BF16, AVX512-BF16",
        AVX512 + "avx512_bf16 amx_tile amx_bf16 amx_int8, BF16, AMX",
        // oneDNN's kernels want AVX-512 beside it; some virtual machines hide it.
        "avx2 amx_tile amx_bf16, FP32, no instructions for bf16",
    })
    void autoTakesBf16WhereTheProcessorMultipliesIt(String flags, Precision expected, String reason) {
        // Given a processor, and libtorch without CUDA
        ArithmeticRules rules = new ArithmeticRules(processor(flags), without("built for the processor alone"));

        // When everything is left to it
        Arithmetic chosen = rules.choose(Precision.AUTO, DeviceChoice.AUTO);

        // Then it says what it took, and why, and why no GPU
        assertThat(chosen.precision()).isEqualTo(expected);
        assertThat(chosen.device()).isEqualTo(DeviceChoice.CPU);
        assertThat(chosen.toString()).contains(reason).endsWith("built for the processor alone");
        assertThat(chosen.caution()).isEmpty();
    }

    @Test
    void autoTakesFp32WhereTheProcessorIsNotKnown() {
        // Given a system that does not list its processor's instructions
        ArithmeticRules rules = new ArithmeticRules(Processor.parse(List.of("processor : 0")), without("none"));

        // When
        Arithmetic chosen = rules.choose(Precision.AUTO, DeviceChoice.CPU);

        // Then
        assertThat(chosen.toString()).startsWith("fp32 on cpu").contains("not known");
    }

    @Test
    void shortWeightsOnAPlainProcessorAreWidenedAndTheUserIsTold() {
        // Given
        ArithmeticRules rules = new ArithmeticRules(PLAIN, without("none"));

        for (Precision precision : List.of(Precision.BF16, Precision.FP16)) {
            // When
            Arithmetic chosen = rules.choose(precision, DeviceChoice.CPU);

            // Then
            assertThat(chosen.precision()).isEqualTo(precision);
            assertThat(chosen.widened()).isTrue();
            assertThat(chosen.caution()).contains("widened to fp32").contains(precision.word());
        }
    }

    @Test
    void bf16IsComputedAsAskedWhereTheProcessorCan() {
        // Given
        ArithmeticRules rules =
                new ArithmeticRules(processor(AVX512 + "avx512_bf16"), without("built for the processor alone"));

        // When
        Arithmetic chosen = rules.choose(Precision.BF16, DeviceChoice.AUTO);

        // Then
        assertThat(chosen.widened()).isFalse();
        assertThat(chosen.caution()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"90, FP16", "70, FP16", "61, FP32", ", FP16"})
    void autoTakesFp16OnAGpuWithTensorCores(Integer capability, Precision expected) {
        // Given a GPU, of a capability that is known or not
        ArithmeticRules rules = new ArithmeticRules(PLAIN, with(capability));

        // When
        Arithmetic chosen = rules.choose(Precision.AUTO, DeviceChoice.AUTO);

        // Then
        assertThat(chosen.precision()).isEqualTo(expected);
        assertThat(chosen.device()).isEqualTo(DeviceChoice.cuda(0));
        assertThat(chosen.widened()).isFalse();
    }

    @Test
    void aGpuThatIsAskedForAndCannotBeUsedIsAnErrorWithItsDiagnosis() {
        // Given
        ArithmeticRules rules = new ArithmeticRules(PLAIN, without("no NVIDIA driver"));

        // When, Then
        assertThatThrownBy(() -> rules.choose(Precision.AUTO, DeviceChoice.cuda(1)))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("cuda:1")
                .hasMessageContaining("no NVIDIA driver; mend it");
    }

    private static Processor processor(String flags) {
        return Processor.parse(List.of("processor\t: 0", "flags\t\t: " + flags, "flags\t\t: other"));
    }

    private static ArithmeticRules.CudaDevices without(String obstacle) {
        return cuda(Optional.of(new ArithmeticRules.Obstacle(obstacle, "; mend it")), Optional.empty());
    }

    private static ArithmeticRules.CudaDevices with(Integer capability) {
        return cuda(Optional.empty(), Optional.ofNullable(capability));
    }

    private static ArithmeticRules.CudaDevices cuda(
            Optional<ArithmeticRules.Obstacle> obstacle, Optional<Integer> capability) {
        return new ArithmeticRules.CudaDevices() {
            @Override
            public Optional<ArithmeticRules.Obstacle> obstacle(int index) {
                return obstacle;
            }

            @Override
            public Optional<Integer> capability(int index) {
                return capability;
            }
        };
    }
}
