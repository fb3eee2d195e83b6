package io.clipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials arrive, and TLS is done with the stores that Kafka's standard options name. */
class RegistryTransportSecurityTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        keytool(
                "-genkeypair",
                "-keystore",
                "server.p12",
                "-alias",
                "registry",
                "-dname",
                "CN=registry",
                "-keyalg",
                "EC",
                "-ext",
                "san=dns:localhost");
        keytool("-exportcert", "-keystore", "server.p12", "-alias", "registry", "-rfc", "-file", "server.pem");
        keytool("-importcert", "-keystore", "trust.p12", "-alias", "registry", "-file", "server.pem", "-noprompt");
        keytool(
                "-genkeypair",
                "-keystore",
                "other.p12",
                "-alias",
                "other",
                "-dname",
                "CN=other",
                "-keyalg",
                "EC",
                "-ext",
                "san=dns:elsewhere");
    }

    @Test
    void sendsTheCredentialsWithEveryRequest() {
        try (FakeRegistry server = FakeRegistry.start().knows(1, "\"int\"").knows(2, "\"int\"")) {
            // Given
            SchemaRegistry registry = client(server.url(), Map.of("bearer.auth.token", "abc"));
            // When
            registry.schemaById(1);
            registry.schemaById(2);
            // Then
            assertThat(server.requests())
                    .extracting(FakeRegistry.Request::authorization)
                    .containsExactly("Bearer abc", "Bearer abc");
        }
    }

    @Test
    void trustsTheStoreItIsGiven() throws Exception {
        try (FakeRegistry server =
                FakeRegistry.startTls(serverContext("server.p12"), false).knows(1, "\"int\"")) {
            // When
            SchemaRegistry registry = client(server.url(), trust("trust.p12", PASSWORD));
            // Then
            assertThat(registry.schemaById(1)).hasToString("\"int\"");
        }
    }

    @Test
    void trustsAPemFileToo() throws Exception {
        try (FakeRegistry server =
                FakeRegistry.startTls(serverContext("server.p12"), false).knows(1, "\"int\"")) {
            // When
            Map<String, Object> pem = Map.of(
                    "schema.registry.ssl.truststore.type",
                    "PEM",
                    "schema.registry.ssl.truststore.location",
                    file("server.pem"));
            // Then
            assertThat(client(server.url(), pem).schemaById(1)).hasToString("\"int\"");
        }
    }

    @Test
    void trustsNobodyElse() throws Exception {
        try (FakeRegistry server =
                FakeRegistry.startTls(serverContext("server.p12"), false).knows(1, "\"int\"")) {
            assertThatThrownBy(() -> client(server.url(), Map.of()).schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("PKIX");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void checksTheHostName() throws Exception {
        try (FakeRegistry server =
                FakeRegistry.startTls(serverContext("other.p12"), false).knows(1, "\"int\"")) {
            assertThatThrownBy(() ->
                            client(server.url(), trust("other.p12", PASSWORD)).schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("localhost");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void showsItsOwnCertificateWhereTheRegistryAsks() throws Exception {
        try (FakeRegistry server =
                FakeRegistry.startTls(serverContext("server.p12"), true).knows(1, "\"int\"")) {
            // Given
            Map<String, Object> both = new HashMap<>(trust("trust.p12", PASSWORD));
            both.put("schema.registry.ssl.keystore.type", "PKCS12");
            both.put("schema.registry.ssl.keystore.location", file("server.p12"));
            both.put("schema.registry.ssl.keystore.password", PASSWORD);
            both.put("schema.registry.ssl.key.password", PASSWORD);
            // Then
            assertThat(client(server.url(), both).schemaById(1)).hasToString("\"int\"");
            assertThatThrownBy(() ->
                            client(server.url(), trust("trust.p12", PASSWORD)).schemaById(1))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void saysWhichOptionIsWrong() {
        assertThatThrownBy(() -> client("https://localhost:1", trust("trust.p12", "wrong")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("trust.p12");
        assertThatThrownBy(() -> client("https://localhost:1", trust("missing.p12", PASSWORD)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.p12");
        assertThatThrownBy(() -> client(
                        "https://localhost:1", Map.of("schema.registry.ssl.endpoint.identification.algorithm", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.ssl.endpoint.identification.algorithm");
    }

    private static SchemaRegistry client(String url, Map<String, Object> options) {
        Map<String, Object> config = new HashMap<>(options);
        config.put("schema.registry.url", url);
        config.put("max.retries", 0);
        // A first TLS handshake takes a slow machine seconds.
        config.put("http.connect.timeout.ms", 60_000);
        config.put("http.read.timeout.ms", 60_000);
        return new RestSchemaRegistry(RegistryConfig.from(config));
    }

    private static Map<String, Object> trust(String store, String password) {
        return Map.of(
                "schema.registry.ssl.truststore.type",
                "PKCS12",
                "schema.registry.ssl.truststore.location",
                file(store),
                "schema.registry.ssl.truststore.password",
                password);
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static SSLContext serverContext(String store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(store))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("trust.p12"))) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }
}
