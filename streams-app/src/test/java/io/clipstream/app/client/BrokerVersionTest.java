package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;

class BrokerVersionTest {
    private static final BrokerVersion KAFKA_4_1 =
            version(MetadataVersion.IBP_4_1_IV1, MetadataVersion.IBP_4_1_IV1, 0, false);
    private static final BrokerVersion KAFKA_4_2_SWITCHED_OFF =
            version(MetadataVersion.IBP_4_2_IV1, MetadataVersion.IBP_4_1_IV1, 0, true);
    private static final BrokerVersion KAFKA_4_2 =
            version(MetadataVersion.IBP_4_2_IV1, MetadataVersion.IBP_4_2_IV1, 1, true);

    @Test
    void saysWhichKafkaItIs() {
        assertThat(KAFKA_4_1).hasToString("Kafka 4.1 (metadata.version 4.1-IV1, streams.version 0)");
        assertThat(new BrokerVersion(Short.MAX_VALUE, (short) 0, (short) 2, true).toString())
                .contains("later than")
                .contains("before");
    }

    @Test
    void refusesTheStreamsProtocolWhereTheBrokersDoNotSpeakItNamingVersionAndRemedy() {
        assertThatThrownBy(() -> KAFKA_4_1.requireProtocol("streams"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("these are Kafka 4.1")
                .hasMessageContaining("set group.protocol=classic, or upgrade the brokers");
        assertThatThrownBy(() -> KAFKA_4_2_SWITCHED_OFF.requireProtocol("streams"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("kafka-features.sh upgrade --feature streams.version=1");
    }

    @Test
    void takesBothProtocolsWhereTheBrokersSpeakThem() {
        assertThatCode(() -> KAFKA_4_2.requireProtocol("streams")).doesNotThrowAnyException();
        assertThatCode(() -> KAFKA_4_1.requireProtocol("classic")).doesNotThrowAnyException();
    }

    @Test
    void complainsAboutBrokersThatAreOlderThanAnyItWasTriedWith() {
        assertThat(version(MetadataVersion.IBP_4_0_IV3, MetadataVersion.IBP_4_0_IV3, 0, false)
                        .isTried())
                .isFalse();
        assertThat(KAFKA_4_1.isTried()).isTrue();
    }

    private static BrokerVersion version(
            MetadataVersion software, MetadataVersion inForce, int streams, boolean streamsKnown) {
        return new BrokerVersion(software.featureLevel(), inForce.featureLevel(), (short) streams, streamsKnown);
    }
}
