package io.clipstream.app.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Collects raw settings from a file, the environment and the command line; later sources win, in this order. */
public final class ConfigSources {
    private static final String ENVIRONMENT_PREFIX = "CLIPSTREAM_";

    /** Variables of the launcher script, which are no configuration keys. */
    private static final Set<String> LAUNCHER =
            Set.of("CLIPSTREAM_HOME", "CLIPSTREAM_JVM_OPTS", "CLIPSTREAM_LOG_LEVEL", "CLIPSTREAM_CONFIG");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    /** Adds a Java properties file in UTF-8. */
    public ConfigSources file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    List.of("cannot read the configuration file " + file + ": " + reason(e)));
        }
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> put(key, properties.getProperty(key), file.toString()));
        return this;
    }

    /**
     * Adds the variables that begin with CLIPSTREAM_: CLIPSTREAM_HTTP_PORT is http.port. Those of Hugging Face's own tools
     * are defaults: they lose against a file.
     */
    public ConfigSources environment(Map<String, String> environment) {
        HubDefaults.fromEnvironment(environment).forEach((key, variable) -> {
            if (!values.containsKey(key)) {
                put(key, variable.getValue(), "variable " + variable.getKey());
            }
        });
        Map<String, String> known = new LinkedHashMap<>();
        ConfigKeys.names().forEach(key -> known.put(variable(key), key));
        ConfigKeys.REGISTRY_NAMES.forEach(key -> known.put(variable(key), key));
        environment.entrySet().stream()
                .filter(e -> e.getKey().startsWith(ENVIRONMENT_PREFIX) && !LAUNCHER.contains(e.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> put(
                        known.getOrDefault(e.getKey(), dotted(e.getKey())), e.getValue(), "variable " + e.getKey()));
        return this;
    }

    /** Adds {@code key=value} pairs from the command line. */
    public ConfigSources flags(List<String> pairs) {
        List<String> problems = new ArrayList<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                problems.add("--set wants key=value, got '" + pair + "'");
            } else {
                put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim(), "--set");
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return this;
    }

    /** Adds one setting, unless {@code value} is null. */
    public ConfigSources set(String key, Object value, String origin) {
        if (value != null) {
            put(key, value.toString(), origin);
        }
        return this;
    }

    /** Adds all of another's settings. */
    public ConfigSources and(ConfigSources later) {
        later.values.forEach((key, value) -> put(key, value, later.origin(key)));
        return this;
    }

    /** The settings by key. */
    Map<String, String> values() {
        return values;
    }

    /** Where the value of {@code key} was set, for error messages. */
    String origin(String key) {
        return origins.getOrDefault(key, "default");
    }

    /** The environment variable that sets {@code key}. */
    public static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String dotted(String variable) {
        return variable.substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    private void put(String given, String value, String origin) {
        String key = ConfigKeys.FORMER_NAMES.getOrDefault(given, given);
        values.put(key, value.trim());
        origins.put(key, origin);
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.getMessage();
    }
}
