package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLinesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return CommandLines.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void saysWhichVersionItIs() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("clipstream ").contains("Java ");
    }

    @Test
    void explainsItselfWithoutArguments() {
        assertThat(run()).isEqualTo(CommandLines.USAGE);
        assertThat(err.toString())
                .contains("quickstart", "run", "task", "publish", "correct", "adapters", "topics", "doctor");
    }

    @Test
    void listsTheTemplatePresetsAndPrintsOne() {
        assertThat(run("task", "templates")).isZero();
        assertThat(out.toString()).containsPattern("imagenet +80 ").contains("openai/CLIP");
        out.getBuffer().setLength(0);
        assertThat(run("task", "templates", "eurosat")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "a centered satellite photo of {}.",
                        "a centered satellite photo of a {}.",
                        "a centered satellite photo of the {}.");
        assertThat(run("task", "templates", "eurosta")).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("did you mean 'eurosat'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "correct x --task t|and one of --label, --none-of-these and --withdraw",
                "correct x --task t --label a --withdraw|mutually exclusive",
                "correct x --label a|say IMAGE_ID, --task",
                "publish|Missing required",
                "run --roles cook|expected one of [SCORE, COLLECT, RETRAIN]",
                "adapters show t one|is not a long",
                "sing|Unmatched argument",
                "quickstart --seconds soon|is not an int",
            })
    void answersAWrongCommandLineWithItsReason(String line, String reason) {
        assertThat(run(line.split(" "))).isEqualTo(CommandLines.USAGE);
        assertThat(err.toString()).contains(reason);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void answersAWrongConfigurationInOneLineWithoutAStackTrace() {
        assertThat(run("topics", "plan", "--set", "http.port=70000")).isEqualTo(CommandLines.USAGE);
        assertThat(err.toString())
                .isEqualTo("clipstream: '70000' is no value for 'http.port' (from --set); allowed: int, [0,...,65535]"
                        + System.lineSeparator());
    }

    @Test
    void addsTheStackTraceWhenAsked() {
        assertThat(run("topics", "plan", "--verbose", "--set", "http.port=70000"))
                .isEqualTo(CommandLines.USAGE);
        assertThat(err.toString()).contains("\tat io.clipstream.app.config");
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThat(run("task", "apply", "no-such-task.json")).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).isEqualTo("clipstream: there is no file no-such-task.json" + System.lineSeparator());
    }

    @Test
    void saysThatThereIsNothingToPublish() {
        assertThat(run("publish", "--task", "Land Use", "x")).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("a task's name has the characters a-z 0-9 . _ -, got 'Land Use'");
    }
}
