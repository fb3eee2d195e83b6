package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A broken record and how it must end.
 *
 * @param named what the letter's message must name
 */
record BadCase(String name, byte[] key, byte[] value, Headers headers, Reason reason, List<String> named) {
    static BadCase of(String name, String key, byte[] value, Reason reason, String... named) {
        return new BadCase(name, utf8(key), value, new RecordHeaders(), reason, List.of(named));
    }

    static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends it, and expects one letter with its place, reason and bytes. */
    void assertOneLetter(LearningDriver driver, Topics topics, Topic<?> topic, Stage stage) {
        assertOneLetter(driver, topics, topic, stage, 0);
    }

    /** The same on a topic to which the topology itself has written that many records. */
    void assertOneLetter(LearningDriver driver, Topics topics, Topic<?> topic, Stage stage, int written) {
        long offset = written + driver.sendRaw(topic, key, value, headers);
        List<TestRecord<byte[], byte[]>> letters = driver.deadLetters(topics);
        assertThat(letters).as("letters of %s", name).hasSize(1);
        TestRecord<byte[], byte[]> letter = letters.get(0);
        assertThat(LearningDriver.reason(letter)).isEqualTo(stage + " " + reason);
        assertThat(LearningDriver.header(letter, LetterHeaders.MESSAGE)).contains(named);
        assertThat(LearningDriver.header(letter, LetterHeaders.TOPIC)).isEqualTo(topic.name());
        assertThat(LearningDriver.header(letter, LetterHeaders.PARTITION)).isEqualTo("0");
        assertThat(LearningDriver.header(letter, LetterHeaders.OFFSET)).isEqualTo(Long.toString(offset));
        assertThat(LearningDriver.header(letter, LetterHeaders.ATTEMPTS)).isEqualTo("1");
        if (letter.headers().lastHeader(LetterHeaders.OMITTED) == null) {
            assertThat(letter.key()).isEqualTo(key);
            assertThat(letter.value()).isEqualTo(value);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
