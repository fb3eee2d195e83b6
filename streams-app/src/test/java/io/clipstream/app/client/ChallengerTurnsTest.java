package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengerTurnsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");

    @Test
    void countsTheChallengersFitsOfTheLastHour() {
        // Given two of them, an older one, and a refit of the leading method
        PromotionLog log = new PromotionLog(List.of(
                entry("gate:challenger", 61, 9_000),
                entry("gate:challenger", 59, 1_500),
                entry("gate:same-method", 30, 700),
                entry("gate:challenger", 1, 500)));

        // When, Then
        assertThat(ChallengerTurns.of(log, NOW)).isEqualTo(new ChallengerTurns(2, Duration.ofSeconds(2)));
    }

    private static Promotion entry(String by, int minutesAgo, double millis) {
        return new Promotion(
                "t",
                null,
                1L,
                "clip-adapter",
                PromotionOutcome.REFUSED,
                by,
                "",
                Map.of("trainMillis", millis),
                NOW.minus(Duration.ofMinutes(minutesAgo)),
                null,
                List.of());
    }
}
