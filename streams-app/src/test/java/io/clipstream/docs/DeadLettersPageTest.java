package io.clipstream.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.topology.LetterHeaders;
import io.clipstream.topology.Reason;
import io.clipstream.topology.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on dead letters knows every reason and every stage, and none that there is not. */
class DeadLettersPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| [^|]+ \\| ([^|]+) \\|$");

    private final String page;

    DeadLettersPageTest() throws IOException {
        page = Files.readString(Path.of("../docs/dead-letters.md"));
    }

    @Test
    void hasARowForEachReasonWithWhatCanBeDone() {
        // When
        List<MatchResult> rows = ROW.matcher(page).results().toList();

        // Then
        assertThat(rows)
                .extracting(row -> row.group(1) + ": " + row.group(2))
                .containsExactlyElementsOf(Stream.of(Reason.values())
                        .map(reason -> reason + ": " + reason.remedy())
                        .toList());
    }

    @Test
    void namesEachStageAndHeader() {
        assertThat(page)
                .contains(Stream.of(Stage.values())
                        .map(stage -> "`" + stage + "`")
                        .toList())
                .contains(LetterHeaders.STAGE, LetterHeaders.REASON, LetterHeaders.MESSAGE, LetterHeaders.ATTEMPTS)
                .contains(LetterHeaders.REFUSED_AT, LetterHeaders.OMITTED);
    }
}
