package io.clipstream.app.client;

import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * What the brokers are, as far as they tell: the newest metadata version that their software knows, the one in force, and
 * whether Kafka's streams group protocol is switched on.
 *
 * @param software highest level of {@code metadata.version} that the broker that answered knows
 * @param inForce level of {@code metadata.version} in force, 0 if there is none
 * @param streams level of {@code streams.version} in force, 0 if the brokers do not have it or it is off
 * @param streamsKnown whether their software has {@code streams.version} at all
 */
public record BrokerVersion(short software, short inForce, short streams, boolean streamsKnown) {
    private static final String METADATA = "metadata.version";
    private static final String STREAMS = "streams.version";
    /** The oldest that the product is tried with. */
    private static final MetadataVersion OLDEST = MetadataVersion.IBP_4_1_IV0;

    /**
     * Asks the brokers.
     *
     * @throws RefusedException if they do not answer
     */
    public static BrokerVersion of(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            return of(TopicAdmin.get(admin.describeFeatures().featureMetadata()));
        }
    }

    static BrokerVersion of(FeatureMetadata features) {
        Optional<SupportedVersionRange> software =
                Optional.ofNullable(features.supportedFeatures().get(METADATA));
        Optional<SupportedVersionRange> streams =
                Optional.ofNullable(features.supportedFeatures().get(STREAMS));
        return new BrokerVersion(
                software.map(SupportedVersionRange::maxVersion).orElse((short) 0),
                finalized(features, METADATA),
                finalized(features, STREAMS),
                streams.map(range -> range.maxVersion() > 0).orElse(false));
    }

    private static short finalized(FeatureMetadata features, String name) {
        FinalizedVersionRange range = features.finalizedFeatures().get(name);
        return range == null ? 0 : range.maxVersionLevel();
    }

    /** Whether the product has been tried with brokers as old as these. */
    public boolean isTried() {
        return software >= OLDEST.featureLevel();
    }

    /**
     * Makes sure that the brokers speak the group protocol that is configured.
     *
     * @throws RefusedException naming the brokers' version and the remedy
     */
    public void requireProtocol(String protocol) {
        if (protocol.equals("streams") && streams < 1) {
            String remedy = streamsKnown
                    ? "switch it on with 'kafka-features.sh upgrade --feature streams.version=1', or set"
                            + " group.protocol=classic"
                    : "set group.protocol=classic, or upgrade the brokers";
            throw new RefusedException("group.protocol=streams needs brokers of Kafka 4.2 or later with the feature"
                    + " streams.version at 1 or more; these are " + this + ": " + remedy);
        }
    }

    /** For a sentence, for example: Kafka 4.1 (metadata.version 4.1-IV1, streams.version 0). */
    @Override
    public String toString() {
        return "Kafka " + name(software).replaceAll("-IV.*", "") + " (" + METADATA + " " + name(inForce) + ", "
                + STREAMS + " " + streams + ")";
    }

    private static String name(short level) {
        if (level > MetadataVersion.latestTesting().featureLevel()) {
            return "later than " + MetadataVersion.latestTesting().version();
        }
        return level < MetadataVersion.MINIMUM_VERSION.featureLevel()
                ? "before " + MetadataVersion.MINIMUM_VERSION.version()
                : MetadataVersion.fromFeatureLevel(level).version();
    }
}
