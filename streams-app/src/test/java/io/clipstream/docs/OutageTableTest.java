package io.clipstream.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the README's table "What happens when ..." names tests that exist. */
class OutageTableTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void namesAnExistingTestForEveryBehaviour() throws IOException {
        // Given the rows of the table, and all test classes
        String readme = Files.readString(REPOSITORY.resolve("README.md"));
        String section = readme.substring(readme.indexOf("## What happens when ..."));
        List<String> rows = section.lines()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        Set<String> existing = existing();
        // Then each row names some of them in its last cell
        for (String row : rows) {
            String cell = row.substring(row.lastIndexOf("| "));
            List<String> named = TEST.matcher(cell)
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .toList();
            assertThat(named).as(row).isNotEmpty();
            assertThat(existing).as(row).containsAll(named);
        }
    }

    private static Set<String> existing() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : List.of("schemas", "streams-app", "load-test")) {
            try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module).resolve("src/test/java"))) {
                names.addAll(files.map(file -> file.getFileName().toString().replace(".java", ""))
                        .collect(Collectors.toSet()));
            }
        }
        return names;
    }
}
