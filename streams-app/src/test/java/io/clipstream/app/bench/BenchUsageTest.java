package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.cli.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchUsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--architecture resnet-50|expected one of vit-b-32, vit-b-16, vit-l-14, vit-l-14-336, vit-h-14",
                "--precision fp8|expected one of auto, fp32, bf16, fp16",
                "--device abacus|expected auto, cpu, cuda or cuda:N",
                "--batch 0|--batch is 0, expected 1 to 1024",
                "--threads 0|threads is 0, expected 1 or more",
                "--seconds 0|--seconds is 0.0, expected more than 0",
                "--model x --architecture vit-b-32|--model and --architecture exclude each other"
            })
    void answersAWrongOptionWithWhatIsAllowed(String options, String reason) {
        // Given
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();

        // When
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), ("bench encode " + options).split(" "));

        // Then
        assertThat(code).isEqualTo(CommandLines.USAGE);
        assertThat(err.toString()).contains(reason);
        assertThat(out.toString()).isEmpty();
    }
}
