package io.clipstream.topology;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Settings of the retrain role.
 *
 * @param keepVersions versions a task that stay in the adapters topic, from 2; champion, pinned and the class list's
 *     zero-shot head stay beyond that
 * @param seed of everything random in a fit
 * @param punctuation how often finished fits are looked at, positive; part of every correction's latency
 * @param pace how often tasks are fitted again
 * @param retryAfter pause before a head whose computation failed is tried again, positive
 * @param commandMemory how long a command id is remembered, so that a repeated command counts once, positive
 * @param libraries versions of the libraries that take part in a fit, by name; for the lineage
 * @param device that fits run on, for example cpu; for the lineage
 */
public record RetrainConfig(
        int keepVersions,
        long seed,
        Duration punctuation,
        RetrainPace pace,
        Duration retryAfter,
        Duration commandMemory,
        Map<String, String> libraries,
        String device) {
    public RetrainConfig {
        if (keepVersions < 2) {
            throw new IllegalArgumentException("keepVersions " + keepVersions + " must be at least 2");
        }
        positive("punctuation", punctuation);
        Objects.requireNonNull(pace, "pace");
        positive("retryAfter", retryAfter);
        positive("commandMemory", commandMemory);
        libraries = Map.copyOf(libraries);
        Objects.requireNonNull(device, "device");
    }

    /** Twenty versions, at the default pace. */
    public static RetrainConfig defaults() {
        return new RetrainConfig(
                20,
                0,
                Duration.ofMillis(10),
                RetrainPace.defaults(),
                Duration.ofSeconds(10),
                Duration.ofDays(7),
                Map.of(),
                "cpu");
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + " must be positive");
        }
    }
}
