package io.clipstream.app.config;

import io.clipstream.claim.ClaimSettings;
import io.clipstream.clip.hub.HubSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A deployment's configuration, complete and valid.
 *
 * @param applicationPrefix put before score, collect and retrain to make the three application ids
 * @param groupProtocol classic or streams
 * @param stateDirectory where Streams keeps its local state
 * @param shutdownTimeout longest time that draining may take
 * @param model folder of a CLIP checkpoint, or its name on the hub; empty for the demo model that comes with the program
 * @param hub where models that are named come from
 * @param encoder precision and device of the model
 * @param claim where images that lie elsewhere may be fetched from, and what that may cost
 * @param registry properties of the registry's client, {@code schema.registry.url} among them
 * @param registryWait longest that a stream thread waits for a schema that is not known yet
 */
public record ClipstreamConfig(
        KafkaSettings kafka,
        Map<String, String> registry,
        Duration registryWait,
        String applicationPrefix,
        String groupProtocol,
        Path stateDirectory,
        Duration shutdownTimeout,
        String model,
        HubSettings hub,
        EncoderSettings encoder,
        TopicSettings topics,
        ScoreSettings score,
        ClaimSettings claim,
        LearnSettings learn,
        HttpSettings http) {
    public ClipstreamConfig {
        registry = Map.copyOf(registry);
    }

    /** From parsed values: every key of {@link ConfigKeys} is present with its type. */
    static ClipstreamConfig of(Map<String, Object> parsed, Map<String, String> kafka, Map<String, String> registry) {
        Values values = new Values(parsed);
        Map<String, String> client = new LinkedHashMap<>(registry);
        client.put(ConfigKeys.REGISTRY_URL, values.text(ConfigKeys.REGISTRY_URL));
        client.put(ConfigKeys.REGISTRY_UNKNOWN_IDS, Integer.toString(values.number(ConfigKeys.REGISTRY_UNKNOWN_IDS)));
        return new ClipstreamConfig(
                new KafkaSettings(values.text(ConfigKeys.BOOTSTRAP_SERVERS), kafka),
                client,
                values.millis(ConfigKeys.REGISTRY_WAIT),
                values.text(ConfigKeys.APPLICATION_PREFIX),
                values.text(ConfigKeys.GROUP_PROTOCOL),
                Path.of(values.text(ConfigKeys.STATE_DIRECTORY)),
                values.millis(ConfigKeys.SHUTDOWN_TIMEOUT),
                values.text(ConfigKeys.MODEL),
                HubDefaults.settings(values),
                EncoderSettings.of(values),
                TopicSettings.of(values),
                ScoreSettings.of(values),
                ClaimKeys.settings(values),
                LearnSettings.of(values),
                new HttpSettings(
                        values.flag(ConfigKeys.HTTP_ENABLED),
                        values.text(ConfigKeys.HTTP_HOST),
                        values.number(ConfigKeys.HTTP_PORT)));
    }

    /** The registry's properties for stream threads, which must not wait for it as long as a person may. */
    public Map<String, String> registryForStreams() {
        Map<String, String> streams = new LinkedHashMap<>(registry);
        streams.put(ConfigKeys.REGISTRY_WAIT, Long.toString(registryWait.toMillis()));
        return streams;
    }

    /** Says what matters in a log; the registry's address and properties may hold secrets. */
    @Override
    public String toString() {
        return "Clipstream '" + applicationPrefix + "' on " + kafka + ", model '" + model + "', " + hub + ", " + encoder
                + ", " + topics + ", " + score + ", " + claim + ", " + learn + ", " + http;
    }
}
