package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.config.ConfigKeys;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.serde.RegistryFaultException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AdapterCatalogueTest {
    /** Confluent's framing with a schema id that only the registry can resolve. */
    private static final byte[] FRAMED = {0, 0, 0, 0, 77, 2, 4};

    @Test
    void saysThatTheRegistryIsDown() {
        // Given a registry where nobody listens
        AdapterCatalogue catalogue = catalogue("http://127.0.0.1:1");

        // Then a version that cannot be read for that reason is not passed over
        assertThatThrownBy(() -> catalogue.add(record(FRAMED)))
                .isInstanceOf(RegistryFaultException.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void leavesGarbageOut() {
        // Given a registry that answers
        AdapterCatalogue catalogue = catalogue("mock://adapter-catalogue");

        catalogue.add(record(new byte[] {1, 2, 3}));

        assertThat(catalogue.versions(null)).isEmpty();
    }

    private static AdapterCatalogue catalogue(String registry) {
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources()
                .set(ConfigKeys.REGISTRY_URL, registry, "test")
                .set("max.retries", 0, "test")));
        return new AdapterCatalogue(deployment.topics().adapters());
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("adapters", 0, 0, "pets/1".getBytes(StandardCharsets.UTF_8), value);
    }
}
