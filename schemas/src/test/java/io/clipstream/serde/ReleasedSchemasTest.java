package io.clipstream.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Full transitive compatibility: each topic's schema reads what every release wrote, and every release reads what it
 * writes.
 *
 * <p>{@code -Dclipstream.release=N} first writes the current schemas down as release N.
 */
class ReleasedSchemasTest {
    private static final Path RELEASED = Path.of("src/main/resources/io/clipstream/schemas/released");

    static List<Schema> current() {
        return Stream.of(
                        ImageEvent.getClassSchema(),
                        Prediction.getClassSchema(),
                        ReviewItem.getClassSchema(),
                        Correction.getClassSchema(),
                        Example.getClassSchema(),
                        SampledFeature.getClassSchema(),
                        AdapterRecord.getClassSchema(),
                        Promotion.getClassSchema(),
                        TaskSpec.getClassSchema(),
                        Command.getClassSchema())
                .map(JavaProperties::removed)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("current")
    void readsAndIsReadByEveryRelease(Schema schema) throws IOException {
        // Given
        String release = System.getProperty("clipstream.release");
        if (release != null) {
            write(release, schema);
        }
        List<Path> copies = copies(schema.getName());
        // Then
        assertThat(copies).as("released copies of %s", schema.getName()).isNotEmpty();
        for (Path copy : copies) {
            Schema released = new Schema.Parser(NameValidator.UTF_VALIDATOR).parse(Files.readString(copy));
            assertThat(problems(schema, released)).as("against %s", copy).isEmpty();
        }
    }

    @Test
    void seesWhatBreaksCompatibility() {
        // Given
        String text = JavaProperties.removed(Command.getClassSchema()).toString();
        Schema released = new Schema.Parser().parse(text);
        // Then: a field without default comes, one goes, an enum loses its default, a type narrows
        assertThat(problems(
                        released,
                        changed(
                                text,
                                "{\"name\":\"actor\"",
                                "{\"name\":\"mood\",\"type\":\"int\"},{\"name\":\"actor\"")))
                .hasSize(1);
        assertThat(problems(released, changed(text, "\"name\":\"task\"", "\"name\":\"tusk\"")))
                .hasSize(2);
        assertThat(problems(released, changed(text, "\"ROLLBACK\",", ""))).isEmpty();
        assertThat(problems(
                        changed(text, ",\"default\":\"UNKNOWN\"", ""),
                        changed(text, "\"RETIRE\"]", "\"RETIRE\",\"DANCE\"]")))
                .hasSize(1);
        assertThat(problems(released, changed(text, "[\"null\",\"long\"]", "[\"null\",\"int\"]")))
                .isNotEmpty();
    }

    /** Changes the first one: records within the record may have fields of the same name. */
    private static Schema changed(String text, String from, String to) {
        int at = text.indexOf(from);
        assertThat(at).isNotNegative();
        return new Schema.Parser().parse(text.substring(0, at) + to + text.substring(at + from.length()));
    }

    private static List<Incompatibility> problems(Schema one, Schema other) {
        List<Incompatibility> problems = new ArrayList<>(reading(one, other));
        problems.addAll(reading(other, one));
        return problems;
    }

    private static List<Incompatibility> reading(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
    }

    private static List<Path> copies(String name) throws IOException {
        try (Stream<Path> releases = Files.list(RELEASED)) {
            return releases.map(release -> release.resolve(name + ".avsc"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    private static void write(String release, Schema schema) throws IOException {
        Path folder = Files.createDirectories(RELEASED.resolve(release));
        Files.writeString(
                folder.resolve(schema.getName() + ".avsc"), SchemaFormatter.format("json/pretty", schema) + "\n");
    }
}
