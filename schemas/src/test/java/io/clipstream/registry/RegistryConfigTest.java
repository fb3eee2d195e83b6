package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options have Confluent's names, and a wrong one is named together with what was expected. */
class RegistryConfigTest {
    @Test
    void takesSeveralAddressesAsTextOrAsAList() {
        List<URI> expected = List.of(URI.create("http://a:8081"), URI.create("https://b/apis/ccompat/v7"));
        // Then
        assertThat(config("schema.registry.url", "http://a:8081/, https://b/apis/ccompat/v7")
                        .urls())
                .isEqualTo(expected);
        assertThat(config("schema.registry.url", List.of("http://a:8081", "HTTPS://b/apis/ccompat/v7/"))
                        .urls())
                .isEqualTo(expected);
    }

    @Test
    void readsNumbersAsTextOrAsNumbersWithAndWithoutPrefix() {
        RegistryConfig config = config("max.retries", "7", "schema.registry.http.read.timeout.ms", 1234);
        // Then
        assertThat(config.maxRetries()).isEqualTo(7);
        assertThat(config.readTimeout()).isEqualTo(Duration.ofMillis(1234));
    }

    @ParameterizedTest
    @CsvSource({
        "schema.registry.url, localhost:8081, http://host",
        "schema.registry.url, ftp://a, http://host",
        "schema.registry.url, ',', one or more addresses",
        "max.retries, -1, at least 0",
        "http.connect.timeout.ms, soon, at least 1",
        "normalize.schemas, perhaps, true or false",
        "basic.auth.credentials.source, SASL_INHERIT, URL or USER_INFO",
        "bearer.auth.credentials.source, OAUTHBEARER, STATIC_TOKEN",
    })
    void namesTheKeyTheValueAndWhatWasExpected(String key, String value, String expected) {
        assertThatThrownBy(() -> config(key, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(expected);
    }

    @Test
    void takesTheUserFromTheAddressAndKeepsItOutOfIt() {
        // When
        RegistryConfig config = config("schema.registry.url", "http://ann:s%40me@a:8081,http://b:8081");
        // Then
        assertThat(config.urls()).containsExactly(URI.create("http://a:8081"), URI.create("http://b:8081"));
        assertThat(config.authorization()).contains("Basic YW5uOnNAbWU=");
    }

    @Test
    void takesTheUserOrATokenFromOptions() {
        assertThat(config(
                                "basic.auth.credentials.source",
                                "USER_INFO",
                                "basic.auth.user.info",
                                new Password("ann:s@me"))
                        .authorization())
                .contains("Basic YW5uOnNAbWU=");
        assertThat(config("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "abc")
                        .authorization())
                .contains("Bearer abc");
        assertThat(config("basic.auth.user.info", "ignored:without-its-source").authorization())
                .isEmpty();
    }

    @Test
    void neverShowsASecret() {
        // Given
        RegistryConfig config = config("bearer.auth.token", "s3cret", "schema.registry.ssl.key.password", "s3cret");
        // Then
        assertThat(config.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> config("schema.registry.url", "htp://ann:s3cret@a"))
                .message()
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> config("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "s3cret"))
                .message()
                .contains("expected user:password")
                .doesNotContain("s3cret");
    }

    @Test
    void sharesOneClientAmongEqualConfigurations() {
        // Given
        SchemaRegistry client = SchemaRegistries.client(Map.of("schema.registry.url", "http://a:1", "linger.ms", 1));
        // Then
        assertThat(SchemaRegistries.client(Map.of("schema.registry.url", "http://a:1", "linger.ms", 2)))
                .isSameAs(client);
        assertThat(SchemaRegistries.client(Map.of("schema.registry.url", "http://a:1", "bearer.auth.token", "t")))
                .isNotSameAs(client);
    }

    private static RegistryConfig config(Object... keysAndValues) {
        Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", "http://a:8081"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return RegistryConfig.from(config);
    }
}
