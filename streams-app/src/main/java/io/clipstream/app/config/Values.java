package io.clipstream.app.config;

import java.time.Duration;
import java.util.Map;

/** Typed reading of values that Kafka's ConfigDef has already parsed. */
record Values(Map<String, Object> parsed) {
    String text(String key) {
        return (String) parsed.get(key);
    }

    int number(String key) {
        return ((Number) parsed.get(key)).intValue();
    }

    long large(String key) {
        return ((Number) parsed.get(key)).longValue();
    }

    double decimal(String key) {
        return ((Number) parsed.get(key)).doubleValue();
    }

    boolean flag(String key) {
        return (Boolean) parsed.get(key);
    }

    Duration millis(String key) {
        return Duration.ofMillis(large(key));
    }
}
