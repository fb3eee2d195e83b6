package io.clipstream.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/** Turns Confluent's credential options into the value of an Authorization header. */
final class Credentials {
    private static final String BASIC_SOURCE = "basic.auth.credentials.source";
    private static final String USER_INFO = "basic.auth.user.info";
    private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    private static final String BEARER_TOKEN = "bearer.auth.token";

    private Credentials() {}

    /** A token wins over a user; a user comes from the first address that has one, or from its own option. */
    static Optional<String> authorization(ConfigValues values, List<URI> urls) {
        String bearerSource = source(values, BEARER_SOURCE, "STATIC_TOKEN");
        if (!bearerSource.equals("STATIC_TOKEN")) {
            throw new ConfigException(BEARER_SOURCE, bearerSource, "expected STATIC_TOKEN");
        }
        Optional<String> token = values.text(BEARER_TOKEN, RegistryConfig.PREFIX + BEARER_TOKEN);
        return token.isPresent()
                ? token.map(t -> "Bearer " + t)
                : user(values, urls).map(Credentials::basic);
    }

    private static Optional<String> user(ConfigValues values, List<URI> urls) {
        String source = source(values, BASIC_SOURCE, "URL");
        Optional<String> option = values.text(USER_INFO, RegistryConfig.PREFIX + USER_INFO);
        switch (source) {
            case "URL":
                return urls.stream()
                        .map(URI::getUserInfo)
                        .filter(Objects::nonNull)
                        .findFirst();
            case "USER_INFO":
                // The value itself is a secret, so the error does not show it.
                if (option.filter(user -> user.contains(":")).isEmpty()) {
                    throw new ConfigException(
                            USER_INFO + ": expected user:password, since " + BASIC_SOURCE + "=" + source);
                }
                return option;
            default:
                throw new ConfigException(BASIC_SOURCE, source, "expected URL or USER_INFO");
        }
    }

    private static String source(ConfigValues values, String key, String absent) {
        return values.text(key, RegistryConfig.PREFIX + key).orElse(absent).toUpperCase(Locale.ROOT);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }
}
