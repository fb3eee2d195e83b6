package io.clipstream.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Reads typed values out of a Kafka configuration map, with errors that name key, value and what was expected. */
public final class ConfigValues {
    private final Map<String, ?> values;

    /** Reads from {@code values}, which is not copied. */
    public ConfigValues(Map<String, ?> values) {
        this.values = values;
    }

    /** The first of {@code keys} that has a value, as text; blank counts as absent. */
    public Optional<String> text(String... keys) {
        for (String key : keys) {
            Object value = values.get(key);
            if (value != null && !plain(value).isBlank()) {
                return Optional.of(plain(value).trim());
            }
        }
        return Optional.empty();
    }

    /** A list, given as such or separated by commas. */
    public List<String> list(String key) {
        String joined = values.get(key) instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : text(key).orElse("");
        return List.of(joined.split(",")).stream()
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** True or false, in any case. */
    public boolean flag(String key, boolean absent) {
        String value = text(key).orElse(String.valueOf(absent));
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new ConfigException(key, value, "expected true or false");
        }
        return Boolean.parseBoolean(value);
    }

    /** A whole number of at least {@code least}, under the key itself or with {@code schema.registry.} before it. */
    public int number(String key, int absent, int least) {
        String value = text(key, RegistryConfig.PREFIX + key).orElse(String.valueOf(absent));
        try {
            int number = Integer.parseInt(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The error below says it all.
        }
        throw new ConfigException(key, value, "expected a whole number of at least " + least);
    }

    /** A positive time in milliseconds. */
    public Duration millis(String key, int absent) {
        return Duration.ofMillis(number(key, absent, 1));
    }

    private static String plain(Object value) {
        return value instanceof Password password ? password.value() : String.valueOf(value);
    }
}
