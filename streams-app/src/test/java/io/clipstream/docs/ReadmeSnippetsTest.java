package io.clipstream.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's Java is code that the tests compile and run. */
class ReadmeSnippetsTest {
    @ParameterizedTest
    @ValueSource(strings = {"PublishExample", "StoreExample", "WatchExample", "CorrectExample"})
    void showsTheCodeThatTheTestsRun(String example) throws IOException {
        // Given a snippet in the tests' source
        String source = Files.readString(Path.of("src/test/java/io/clipstream/docs", example + ".java"));
        String region = source.substring(source.indexOf("// snippet\n") + 11, source.indexOf("// end"));

        // When the README is read
        String readme = Files.readString(Path.of("../README.md"));

        // Then it shows that snippet to the letter
        assertThat(readme).contains("```java\n" + region.stripIndent().strip() + "\n```");
    }
}
