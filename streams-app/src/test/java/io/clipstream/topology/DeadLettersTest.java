package io.clipstream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
    private static final SourcePosition SOURCE = new SourcePosition("images", 3, 17, 1_000);

    @Test
    void countsAFirstRefusalAsOne() {
        // Given a record that was never refused
        Headers headers = new RecordHeaders().add("trace", bytes("abc"));
        // When
        Record<byte[], byte[]> letter = letter(headers);
        // Then
        assertThat(text(letter, "clipstream.attempts")).isEqualTo("1");
        assertThat(text(letter, "trace")).isEqualTo("abc");
        assertThat(letter.headers().lastHeader("clipstream.replay-of")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,3", "41,42", "999999,1000000"})
    void countsOnWhereAReplayedRecordSaysHowOftenItWasRefused(String before, String now) {
        // Given
        Headers headers = new RecordHeaders()
                .add("clipstream.attempts", bytes(before))
                .add("clipstream.replay-of", bytes("0/123"));
        // When
        Record<byte[], byte[]> letter = letter(headers);
        // Then
        assertThat(text(letter, "clipstream.attempts")).isEqualTo(now);
        assertThat(text(letter, "clipstream.replay-of")).isEqualTo("0/123");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "1.5", "two", " 2", "2\n", "1000000", "99999999999999999999", "\u0662", "0x2"})
    void countsNonsenseFromOutsideAsAFirstRefusal(String nonsense) {
        Headers headers = new RecordHeaders().add("clipstream.attempts", bytes(nonsense));
        assertThat(text(letter(headers), "clipstream.attempts")).isEqualTo("1");
    }

    @Test
    void countsAHeaderWithoutValueAsAFirstRefusal() {
        Headers headers = new RecordHeaders().add("clipstream.attempts", null).add("clipstream.replay-of", null);
        assertThat(text(letter(headers), "clipstream.attempts")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "a/1", "1/-1", "../etc", "0/1/2", "0/1234567890123456789"})
    void dropsAReplayedLetterThatIsNone(String nonsense) {
        Headers headers = new RecordHeaders().add("clipstream.replay-of", bytes(nonsense));
        assertThat(letter(headers).headers().lastHeader("clipstream.replay-of")).isNull();
    }

    @Test
    void letsNoOutsiderWriteOurHeaders() {
        // Given a record with every header of ours, each of them twice
        Headers headers = new RecordHeaders();
        LetterHeaders.OURS.forEach(name ->
                headers.add(name, bytes("forged")).add("mine", bytes(name)).add(name, bytes("forged")));
        // When
        Record<byte[], byte[]> letter = letter(headers);
        // Then what is left of them is what we say, once each
        assertThat(Arrays.stream(letter.headers().toArray()).filter(h -> new String(h.value(), UTF_8).equals("forged")))
                .isEmpty();
        assertThat(letter.headers().headers("clipstream.stage")).hasSize(1);
        assertThat(letter.headers().lastHeader("clipstream.omitted-bytes")).isNull();
        assertThat(letter.headers().lastHeader("clipstream.replayed")).isNull();
        assertThat(letter.headers().headers("mine")).hasSize(LetterHeaders.OURS.size());
    }

    @Test
    void keepsTheCountWhereTheOriginalIsLeftOut() {
        // Given a letter whose headers alone are too large
        Headers headers = new RecordHeaders()
                .add("clipstream.attempts", bytes("2"))
                .add("clipstream.replay-of", bytes("0/5"))
                .add("huge", new byte[100_000]);
        // When
        Record<byte[], byte[]> letter = LetterLimit.fit(letter(headers), 10_000);
        // Then
        assertThat(letter.key()).isNull();
        assertThat(letter.headers().lastHeader("huge")).isNull();
        assertThat(text(letter, "clipstream.attempts")).isEqualTo("3");
        assertThat(text(letter, "clipstream.replay-of")).isEqualTo("0/5");
        assertThat(Integer.parseInt(text(letter, "clipstream.omitted-bytes"))).isGreaterThan(100_000);
    }

    @Test
    void saysThatALostOriginalIsNotInTheLetter() {
        Record<byte[], byte[]> letter = DeadLetters.ofLost(Stage.SCORE, Reason.SOURCE_EXPIRED, "gone", SOURCE, 2_000);
        assertThat(letter.value()).isNull();
        assertThat(text(letter, "clipstream.omitted-bytes")).isEqualTo("unknown");
        assertThat(List.of(text(letter, "clipstream.topic"), text(letter, "clipstream.offset")))
                .containsExactly("images", "17");
    }

    private static Record<byte[], byte[]> letter(Headers headers) {
        return DeadLetters.of(
                bytes("key"), bytes("value"), headers, Stage.SCORE, Reason.UNDECODABLE, "message", SOURCE, 2_000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Record<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
