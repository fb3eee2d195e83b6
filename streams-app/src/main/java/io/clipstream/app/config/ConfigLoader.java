package io.clipstream.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** Checks raw settings against {@link ConfigKeys} and makes the configuration; all problems are reported at once. */
public final class ConfigLoader {
    private final ConfigDef definition = ConfigKeys.definition();
    private final ConfigSources sources;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> own = new LinkedHashMap<>();
    private final Map<String, String> kafka = new LinkedHashMap<>();
    private final Map<String, String> registry = new LinkedHashMap<>();

    private ConfigLoader(ConfigSources sources) {
        this.sources = sources;
    }

    /**
     * Makes the configuration.
     *
     * @throws InvalidConfigurationException naming every wrong key, its value, and what is allowed
     */
    public static ClipstreamConfig load(ConfigSources sources) {
        return new ConfigLoader(sources).load();
    }

    private ClipstreamConfig load() {
        sources.values().forEach(this::sort);
        Map<String, Object> parsed = new HashMap<>();
        for (ConfigValue value : definition.validate(own)) {
            if (value.errorMessages().isEmpty()) {
                parsed.put(value.name(), value.value());
            } else {
                problems.add(wrong(value.name()));
            }
        }
        if (problems.isEmpty()) {
            checkTogether(parsed);
            checkClaims(parsed);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return ClipstreamConfig.of(parsed, kafka, registry);
    }

    private void checkTogether(Map<String, Object> parsed) {
        int batch = (Integer) parsed.get(ConfigKeys.SCORE_BATCH_MAX);
        int inFlight = (Integer) parsed.get(ConfigKeys.SCORE_IN_FLIGHT_MAX);
        if (inFlight < batch) {
            problems.add("'" + inFlight + "' is no value for '" + ConfigKeys.SCORE_IN_FLIGHT_MAX + "' (from "
                    + sources.origin(ConfigKeys.SCORE_IN_FLIGHT_MAX) + "); allowed: at least "
                    + ConfigKeys.SCORE_BATCH_MAX + ", which is " + batch);
        }
    }

    private void checkClaims(Map<String, Object> parsed) {
        int largest = (Integer) parsed.get(ConfigKeys.CLAIM_MAX_BYTES);
        long inFlight = (Long) parsed.get(ConfigKeys.CLAIM_IN_FLIGHT_BYTES);
        if (inFlight < largest) {
            problems.add("'" + inFlight + "' is no value for '" + ConfigKeys.CLAIM_IN_FLIGHT_BYTES + "' (from "
                    + sources.origin(ConfigKeys.CLAIM_IN_FLIGHT_BYTES) + "); allowed: at least "
                    + ConfigKeys.CLAIM_MAX_BYTES + ", which is " + largest);
        }
        boolean access = ((String) parsed.get(ConfigKeys.CLAIM_S3_ACCESS_KEY)).isEmpty();
        boolean secret = ((String) parsed.get(ConfigKeys.CLAIM_S3_SECRET_KEY)).isEmpty();
        if (access != secret) {
            problems.add("'" + ConfigKeys.CLAIM_S3_ACCESS_KEY + "' and '" + ConfigKeys.CLAIM_S3_SECRET_KEY
                    + "' belong together; only '"
                    + (access ? ConfigKeys.CLAIM_S3_SECRET_KEY : ConfigKeys.CLAIM_S3_ACCESS_KEY) + "' is set");
        }
    }

    private void sort(String key, String value) {
        if (definition.names().contains(key)) {
            own.put(key, value);
        } else if (key.startsWith(ConfigKeys.KAFKA_PREFIX)) {
            passToKafka(key, value);
        } else if (key.startsWith(ConfigKeys.REGISTRY_PREFIX) || ConfigKeys.REGISTRY_NAMES.contains(key)) {
            registry.put(key, value);
        } else {
            problems.add(unknown(key, NearestName.within(Math.max(3, key.length() / 3), key, ConfigKeys.names())));
        }
    }

    private void passToKafka(String key, String value) {
        String name = key.substring(ConfigKeys.KAFKA_PREFIX.length());
        Optional<String> meant = ClientNames.knows(name) ? Optional.empty() : ClientNames.meantBy(name);
        if (meant.isPresent()) {
            problems.add(unknown(key, meant.map(m -> ConfigKeys.KAFKA_PREFIX + m)));
        } else {
            kafka.put(name, value);
        }
    }

    private String unknown(String key, Optional<String> meant) {
        return "unknown key '" + key + "' (from " + sources.origin(key) + ")"
                + meant.map(m -> "; did you mean '" + m + "'?").orElse("; reference.properties lists the keys");
    }

    private String wrong(String key) {
        ConfigDef.ConfigKey definedKey = definition.configKeys().get(key);
        String range = definedKey.validator == null ? "" : ", " + definedKey.validator;
        // User and password have no place in an address, and none in an error.
        return "'" + own.get(key).replaceAll("//[^/]*@", "//***@") + "' is no value for '" + key + "' (from "
                + sources.origin(key) + "); allowed: " + definedKey.type.name().toLowerCase(java.util.Locale.ROOT)
                + range;
    }
}
