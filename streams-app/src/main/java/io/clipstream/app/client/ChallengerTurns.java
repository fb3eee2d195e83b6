package io.clipstream.app.client;

import io.clipstream.schemas.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a task's challengers have had of their thread in the last hour, as far as their fits came to the gate.
 *
 * @param fits how many were judged
 * @param busy how long they took together
 */
public record ChallengerTurns(int fits, Duration busy) {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Counts them in a task's promotion log. */
    public static ChallengerTurns of(PromotionLog log, Instant now) {
        List<Promotion> judged = log.entries().stream()
                .filter(entry -> entry.getBy().equals("gate:challenger"))
                .filter(entry -> entry.getAt().isAfter(now.minus(HOUR)))
                .toList();
        double millis = judged.stream()
                .mapToDouble(entry -> entry.getFigures().getOrDefault("trainMillis", 0.0))
                .sum();
        return new ChallengerTurns(judged.size(), Duration.ofMillis(Math.round(millis)));
    }
}
