package io.clipstream.registry;

import java.security.NoSuchAlgorithmException;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Builds the TLS context of the registry's client from Kafka's standard {@code ssl.*} options. */
final class RegistryTls {
    private RegistryTls() {}

    /**
     * The JVM's own context where no option is given; otherwise what the stores name (JKS, PKCS12 or PEM).
     *
     * @throws ConfigException if an option is not valid or a store cannot be read
     */
    static SSLContext context(Map<String, Object> options) {
        if (options.isEmpty()) {
            return jvmDefault();
        }
        Map<String, Object> parsed = new ConfigDef().withClientSslSupport().parse(options);
        Object check = parsed.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
        if (!"https".equalsIgnoreCase(String.valueOf(check))) {
            // The JDK's HTTP client always checks the host name; better said than silently done.
            throw new ConfigException(
                    RegistryConfig.PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
                    check,
                    "expected https; the registry's host name is always checked");
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(parsed);
            return factory.sslContext();
        } catch (ConfigException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ConfigException("schema.registry.ssl.*: " + rootMessage(e));
        }
    }

    private static SSLContext jvmDefault() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new ConfigException("the JVM's default TLS context cannot be made: " + e.getMessage());
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return e.getMessage() + (root == e ? "" : ": " + root.getMessage());
    }
}
