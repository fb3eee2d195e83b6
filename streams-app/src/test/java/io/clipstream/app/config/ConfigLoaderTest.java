package io.clipstream.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void laterSourcesWin() throws IOException {
        // Given the same key in a file, a variable and a flag
        Path file = Files.writeString(
                folder.resolve("c.properties"), "http.port=1001\nscore.batch.max=8\ntopics.prefix=a-\n");
        ConfigSources sources = new ConfigSources()
                .file(file)
                .environment(Map.of("CLIPSTREAM_HTTP_PORT", "1002", "CLIPSTREAM_SCORE_BATCH_MAX", "9", "PATH", "/bin"))
                .flags(List.of("http.port=1003"));

        // When it is loaded
        ClipstreamConfig config = ConfigLoader.load(sources);

        // Then the flag beats the variable, and the variable the file
        assertThat(config.http().port()).isEqualTo(1003);
        assertThat(config.score().batchMax()).isEqualTo(9);
        assertThat(config.topics().prefix()).isEqualTo("a-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port=70000|'70000' is no value for 'http.port'|[0,...,65535]",
                "http.port=many|'many' is no value for 'http.port'|int",
                "score.commit.interval.ms=1|'1' is no value for 'score.commit.interval.ms'|[5,...,60000]",
                "score.processing.guarantee=maybe|'maybe' is no value for 'score.processing.guarantee'|[exactly_once_v2, at_least_once]",
                "device=banana|'banana' is no value for 'device'|[auto, cpu, cuda, cuda:N]",
                "precision=fp8|'fp8' is no value for 'precision'|[auto, fp32, bf16, fp16]",
                "group.protocol=gossip|'gossip' is no value for 'group.protocol'|[classic, streams]",
                "topics.prefix=a/b|'a/b' is no value for 'topics.prefix'|at most 100 of the characters",
                "topics.replication.factor=0|'0' is no value for 'topics.replication.factor'|-1 (the broker's default), or [1,...]",
                "http.enabled=perhaps|'perhaps' is no value for 'http.enabled'|boolean",
                "kafka.bootstrap.servers=|'' is no value for 'kafka.bootstrap.servers'|non-empty string",
                "score.in.flight.bytes=12|'12' is no value for 'score.in.flight.bytes'|[1048576,...,68719476736]",
            })
    void namesKeyValueAndRangeOfAWrongValue(String pair, String what, String range) {
        // Given one wrong value, when it is loaded, then the error says all there is to know
        assertThatThrownBy(() -> ConfigLoader.load(new ConfigSources().flags(List.of(pair))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(range)
                .hasMessageContaining("--set");
    }

    @ParameterizedTest
    @CsvSource({
        "http.prt=1,http.port",
        "score.batch.maximum=1,score.batch.max",
        "kafka.securty.protocol=SSL,kafka.security.protocol",
        "topic.prefix=a,topics.prefix",
    })
    void suggestsTheKeyThatWasMeant(String pair, String meant) {
        assertThatThrownBy(() -> ConfigLoader.load(new ConfigSources().flags(List.of(pair))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("unknown key '" + pair.substring(0, pair.indexOf('=')) + "'")
                .hasMessageContaining("did you mean '" + meant + "'?");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> ConfigLoader.load(
                        new ConfigSources().flags(List.of("http.port=-1", "nonsense=1", "score.batch.max=0"))))
                .hasMessageContaining("http.port")
                .hasMessageContaining("unknown key 'nonsense'")
                .hasMessageContaining("score.batch.max");
    }

    @Test
    void refusesFewerImagesInFlightThanABatchHas() {
        assertThatThrownBy(() -> ConfigLoader.load(new ConfigSources().flags(List.of("score.in.flight.max=8"))))
                .hasMessageContaining("'8' is no value for 'score.in.flight.max'")
                .hasMessageContaining("at least score.batch.max, which is 32");
    }

    @Test
    void namesTheVariableOfAnUnknownKey() {
        assertThatThrownBy(() -> ConfigLoader.load(new ConfigSources().environment(Map.of("CLIPSTREAM_HTTP_PRT", "1"))))
                .hasMessageContaining("http.prt")
                .hasMessageContaining("variable CLIPSTREAM_HTTP_PRT")
                .hasMessageContaining("http.port");
    }

    @Test
    void refusesAFlagWithoutAValue() {
        assertThatThrownBy(() -> new ConfigSources().flags(List.of("http.port")))
                .hasMessage("--set wants key=value, got 'http.port'");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> new ConfigSources().file(folder.resolve("none.properties")))
                .hasMessageContaining("none.properties")
                .hasMessageContaining("there is no such file");
    }

    @Test
    void passesClientPropertiesThrough() {
        // Given properties of Kafka's clients and of the registry's, an extension of the user's own among them
        ClipstreamConfig config = ConfigLoader.load(new ConfigSources()
                .flags(List.of(
                        "kafka.security.protocol=SASL_SSL",
                        "kafka.producer.linger.ms=5",
                        "kafka.my.own.interceptor.setting=x",
                        "schema.registry.ssl.truststore.location=/t",
                        "basic.auth.user.info=a:b",
                        "kafka.bootstrap.servers=k:1"))
                .environment(Map.of("CLIPSTREAM_KAFKA_SASL_MECHANISM", "PLAIN")));

        // When they are asked for, then the prefix of Kafka is off, and that of the registry is not
        assertThat(config.kafka().client("producer"))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("linger.ms", "5")
                .containsEntry("my.own.interceptor.setting", "x")
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("bootstrap.servers", "k:1");
        assertThat(config.kafka().client("consumer")).doesNotContainKeys("linger.ms", "producer.linger.ms");
        assertThat(config.kafka().streams()).containsEntry("producer.linger.ms", "5");
        assertThat(config.registry())
                .containsEntry("schema.registry.ssl.truststore.location", "/t")
                .containsEntry("basic.auth.user.info", "a:b")
                .containsEntry("schema.registry.url", "http://127.0.0.1:8081");
    }
}
