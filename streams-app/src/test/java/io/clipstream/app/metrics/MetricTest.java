package io.clipstream.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    @ParameterizedTest
    @EnumSource(Metric.class)
    void isShownToPrometheusUnderItsNameWithItsHelpAndTags(Metric metric) {
        // Given a meter of the catalogue
        try (Metrics metrics = new Metrics()) {
            String[] values = metric.tags().stream().map(tag -> "some-" + tag).toArray(String[]::new);
            switch (metric.kind()) {
                case COUNTER -> metrics.counter(metric, values).increment();
                case GAUGE -> metrics.gauge(metric, () -> 1, values);
                case TIMER -> metrics.timer(metric, values).record(java.time.Duration.ofMillis(3));
                case SUMMARY -> metrics.summary(metric, values).record(3);
            }

            // When Prometheus looks
            String text = metrics.scrape();

            // Then it is there
            assertThat(text).contains(metric.id().replace('.', '_'));
            assertThat(text).contains(metric.help());
            metric.tags().forEach(tag -> assertThat(text).contains(tag + "=\"some-" + tag + "\""));
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void saysWhatItIsForAndWhenToAlert(Metric metric) {
        assertThat(metric.id()).matches("clipstream(\\.[a-z]+)+");
        assertThat(metric.help()).endsWith(".");
        assertThat(metric.alert()).isNotBlank();
        assertThat(metric.unit()).isNotBlank();
    }

    @Test
    void hasEveryNameOnce() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::id)).doesNotHaveDuplicates();
    }

    @Test
    void refusesTagsThatAreNotOfTheCatalogue() {
        try (Metrics metrics = new Metrics()) {
            assertThatThrownBy(() -> metrics.counter(Metric.IMAGES_SCORED))
                    .hasMessageContaining("IMAGES_SCORED wants values for the tags [task], got 0");
            assertThatThrownBy(() -> metrics.counter(Metric.READY)).hasMessageContaining("READY is a GAUGE");
        }
    }
}
