package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterMethodsTest {
    @Test
    void findsEachMethodByItsOwnName() throws InvalidAdapterException {
        assertThat(AdapterMethods.names())
                .contains(
                        "clip-adapter",
                        "gda",
                        "kernel-ridge",
                        "linear-probe",
                        "metric-residual",
                        "residual-least-squares",
                        "task-residual",
                        "tip-adapter",
                        "tip-adapter-f",
                        "zero-shot")
                .isSorted();
        for (String name : AdapterMethods.names()) {
            assertThat(AdapterMethods.named(name).name()).isEqualTo(name);
        }
    }

    @Test
    void namesTheKnownMethodsWhenAskedForAnother() {
        assertThatThrownBy(() -> AdapterMethods.named("horoscope"))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessage(
                        "method 'horoscope' is unknown, expected one of " + String.join(", ", AdapterMethods.names()));
    }

    @Test
    void checksOptionsBeforeAnythingIsFitted() {
        assertThatCode(() -> AdapterMethods.checkOptions(Map.of("clip-adapter.ratio", "0.8")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> AdapterMethods.checkOptions(Map.of("clip-adapter.ratio", "lots")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option clip-adapter.ratio is 'lots', expected a number from 0.0 to 1.0");
        assertThatThrownBy(() -> AdapterMethods.checkOptions(Map.of("clip-adaptor.ratio", "0.8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option clip-adaptor.ratio is unknown, expected one of");
    }
}
