package io.clipstream.app.config;

import io.clipstream.clip.hub.HubSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hub's settings, with the defaults that Hugging Face's own tools take from the environment. */
final class HubDefaults {
    private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

    private HubDefaults() {}

    static HubSettings settings(Values values) {
        String token = values.text(ConfigKeys.HUB_TOKEN);
        String cache = values.text(ConfigKeys.HUB_CACHE);
        return new HubSettings(
                URI.create(values.text(ConfigKeys.HUB_URL)),
                token.isEmpty() ? Optional.empty() : Optional.of(token),
                cache.isEmpty() ? home().resolve(Path.of(".cache", "huggingface", "hub")) : folder(cache),
                values.flag(ConfigKeys.HUB_OFFLINE),
                values.millis(ConfigKeys.HUB_CONNECT_TIMEOUT),
                values.millis(ConfigKeys.HUB_READ_TIMEOUT));
    }

    /** The keys that Hugging Face's variables set, with the variable each value comes from. */
    static Map<String, Map.Entry<String, String>> fromEnvironment(Map<String, String> environment) {
        Map<String, Map.Entry<String, String>> found = new LinkedHashMap<>();
        take(environment, "HF_ENDPOINT", ConfigKeys.HUB_URL, found);
        take(environment, "HF_TOKEN", ConfigKeys.HUB_TOKEN, found);
        if (TRUE.contains(environment.getOrDefault("HF_HUB_OFFLINE", "").toLowerCase(Locale.ROOT))) {
            found.put(ConfigKeys.HUB_OFFLINE, Map.entry("HF_HUB_OFFLINE", "true"));
        }
        below(environment, "XDG_CACHE_HOME", Path.of("huggingface", "hub"), found);
        below(environment, "HF_HOME", Path.of("hub"), found);
        take(environment, "HF_HUB_CACHE", ConfigKeys.HUB_CACHE, found);
        return found;
    }

    private static void take(
            Map<String, String> environment,
            String variable,
            String key,
            Map<String, Map.Entry<String, String>> found) {
        String value = environment.getOrDefault(variable, "").trim();
        if (!value.isEmpty()) {
            found.put(key, Map.entry(variable, value));
        }
    }

    private static void below(
            Map<String, String> environment, String variable, Path rest, Map<String, Map.Entry<String, String>> found) {
        String value = environment.getOrDefault(variable, "").trim();
        if (!value.isEmpty()) {
            found.put(
                    ConfigKeys.HUB_CACHE,
                    Map.entry(variable, folder(value).resolve(rest).toString()));
        }
    }

    private static Path folder(String text) {
        return text.startsWith("~/") ? home().resolve(text.substring(2)) : Path.of(text);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }
}
