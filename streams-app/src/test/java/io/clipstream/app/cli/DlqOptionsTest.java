package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DlqOptionsTest {
    private final MomentConverter moments =
            new MomentConverter(Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T08:30:00Z, 2026-11-22T08:30:00Z",
        "2026-11-22T08:30:00+01:00, 2026-11-22T07:30:00Z",
        "2026-11-21, 2026-11-21T00:00:00Z",
        "90s, 2026-11-22T08:58:30Z",
        "15m, 2026-11-22T08:45:00Z",
        "2h, 2026-11-22T07:00:00Z",
        "7d, 2026-11-15T09:00:00Z"
    })
    void readsTimesAndAges(String text, Instant expected) {
        assertThat(moments.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01", "2026-11-22T08:30", "-1h", "1w", "99999999999d"})
    void saysWhatATimeShouldLookLike(String text) {
        assertThatThrownBy(() -> moments.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("expected 2026-11-22T09:00:00Z");
    }

    @Test
    void showsNoControlCharactersOfOthers() {
        assertThat(Printable.line("a\u001b[2Jb\nc\u202Ed", 100)).isEqualTo("a\uFFFD[2Jb\uFFFDc\uFFFDd");
        assertThat(Printable.line("caf\u00e9 \uD83D\uDE00 more", 6)).isEqualTo("caf\u00e9 \uD83D\uDE00...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dlq replay | say which letters",
                "dlq replay 17 | expected partition/offset",
                "dlq replay --all --max 0 | --max must be at least 1",
                "dlq replay --all --rate -1 | --rate must be at least 0",
                "dlq list --limit -1 | --limit must be at least 0",
                "dlq list --reason NONSENSE | UNKNOWN_TASK",
                "dlq list --open --replayed | mutually exclusive",
                "dlq list --since soon | is no time",
                "dlq show | ID"
            })
    void saysWhatIsWrongWithACommand(String command, String expected) {
        StringWriter err = new StringWriter();
        int code = CommandLines.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                command.trim().split(" "));
        assertThat(code).isEqualTo(CommandLines.USAGE);
        assertThat(err.toString()).contains(expected.trim());
    }
}
