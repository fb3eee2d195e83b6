package io.clipstream.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where a schema registry is and how to talk to it, under Confluent's own property names.
 *
 * @param urls base addresses of equal registries, tried in turn; without user info, query or trailing slash
 * @param authorization value of the HTTP header Authorization, if there is any
 * @param maxRetries further rounds over all addresses after the first failed ({@code max.retries}, 3)
 * @param retryWait pause before the first of them ({@code retries.wait.ms}, 100); doubled each time, with jitter
 * @param retryMaxWait longest pause ({@code retries.max.wait.ms}, 5,000)
 * @param connectTimeout for one connection ({@code http.connect.timeout.ms}, 3,000)
 * @param readTimeout for one answer ({@code http.read.timeout.ms}, 10,000)
 * @param patience longest that a caller waits for an answer that is not cached, retries included; the question itself goes
 *     on ({@code schema.registry.wait.ms}, 30,000)
 * @param unknownIdsPerSecond most questions a second for ids that are not cached ({@code
 *     schema.registry.unknown.ids.per.second}, 200)
 * @param normalise whether registries compare schemas in normal form ({@code normalize.schemas}, false)
 * @param tls Kafka's {@code ssl.*} options, given with {@code schema.registry.} before them; empty for the JVM's own
 */
public record RegistryConfig(
        List<URI> urls,
        Optional<String> authorization,
        int maxRetries,
        Duration retryWait,
        Duration retryMaxWait,
        Duration connectTimeout,
        Duration readTimeout,
        Duration patience,
        int unknownIdsPerSecond,
        boolean normalise,
        Map<String, Object> tls) {

    /** The one key that has no default: addresses separated by commas. */
    public static final String URL = "schema.registry.url";

    static final String PREFIX = "schema.registry.";
    private static final String WAIT = "wait.ms";
    private static final String UNKNOWN_IDS = "unknown.ids.per.second";

    /** Copies the collections. */
    public RegistryConfig {
        urls = List.copyOf(urls);
        tls = Map.copyOf(tls);
        if (urls.isEmpty()) {
            throw new ConfigException(URL, "", "expected one or more addresses, for example http://localhost:8081");
        }
    }

    /**
     * Reads the configuration of a serde; keys of other parts are left alone.
     *
     * @throws ConfigException naming the key, the value and what was expected
     */
    public static RegistryConfig from(Map<String, ?> config) {
        ConfigValues values = new ConfigValues(config);
        List<URI> given = values.list(URL).stream().map(RegistryConfig::parse).toList();
        Duration retryWait = values.millis("retries.wait.ms", 100);
        Duration longest = values.millis("retries.max.wait.ms", 5_000);
        return new RegistryConfig(
                given.stream().map(RegistryConfig::bare).toList(),
                Credentials.authorization(values, given),
                values.number("max.retries", 3, 0),
                retryWait,
                longest.compareTo(retryWait) < 0 ? retryWait : longest,
                values.millis("http.connect.timeout.ms", 3_000),
                values.millis("http.read.timeout.ms", 10_000),
                values.millis(PREFIX + WAIT, 30_000),
                values.number(PREFIX + UNKNOWN_IDS, 200, 1),
                values.flag("normalize.schemas", false),
                tls(config));
    }

    private static Map<String, Object> tls(Map<String, ?> config) {
        Map<String, Object> options = new HashMap<>();
        config.forEach((key, value) -> {
            if (key.startsWith(PREFIX + "ssl.") && value != null) {
                options.put(key.substring(PREFIX.length()), value);
            }
        });
        return options;
    }

    private static URI parse(String address) {
        try {
            URI uri = new URI(address);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = List.of("http", "https").contains(scheme) && uri.getHost() != null;
            if (web || scheme.equals("mock") && uri.getRawAuthority() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The error below says it all.
        }
        String hidden = address.replaceAll("//[^/]*@", "//***@");
        throw new ConfigException(URL, hidden, "expected http://host[:port][/path], https://... or mock://name");
    }

    private static URI bare(URI uri) {
        String path = uri.getRawPath().replaceAll("/+$", "");
        String authority = uri.getRawAuthority().replaceAll("^.*@", "");
        return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + authority + path);
    }

    /** Says where, and keeps the secrets. */
    @Override
    public String toString() {
        return "schema registry at " + urls;
    }
}
