package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectionFileTest {
    private static final Instant SAID = Instant.parse("2026-11-01T08:00:00Z");
    private static final CorrectionDefaults DEFAULTS =
            new CorrectionDefaults("parts", "ann", CorrectionOrigin.SPONTANEOUS, SAID);

    @Test
    void readsEveryColumnInAnyOrder() {
        // Given
        String id = "0b1f6f0e-8f5e-4a39-9d6e-0f4f6a1f2c3d";
        String csv = "\uFEFFlabel, image,annotator,time,origin,task,heldOut,id\r\n"
                + "\"scratched, \"\"deep\"\"\" ,a/1.jpg,bob,2026-11-22T09:00:00+01:00,Audit,other,true," + id + "\r\n";

        // When
        CorrectionLine line = read(csv).get(0);

        // Then
        assertThat(line.number()).isEqualTo(2);
        assertThat(line.imageId()).isEqualTo("a/1.jpg");
        Correction correction = line.correction();
        assertThat(correction.getLabel()).isEqualTo("scratched, \"deep\"");
        assertThat(correction.getAnnotator()).isEqualTo("bob");
        assertThat(correction.getEventTime()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
        assertThat(correction.getOrigin()).isEqualTo(CorrectionOrigin.AUDIT);
        assertThat(correction.getTask()).isEqualTo("other");
        assertThat(correction.getHeldOut()).isTrue();
        assertThat(correction.getCorrectionId()).hasToString(id);
    }

    @Test
    void whatALineDoesNotSayIsAsTheDefaultsSay() {
        // Given, When
        List<CorrectionLine> lines = read(
                """
                image,label,verdict
                a,ok,
                b,,none

                c,,withdraw
                """);

        // Then blank lines count as lines
        assertThat(lines).extracting(CorrectionLine::number).containsExactly(2, 3, 5);
        assertThat(lines)
                .extracting(line -> line.correction().getKind())
                .containsExactly(CorrectionKind.LABEL, CorrectionKind.NONE_OF_THESE, CorrectionKind.WITHDRAWAL);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.correction().getTask()).isEqualTo("parts");
            assertThat(line.correction().getAnnotator()).isEqualTo("ann");
            assertThat(line.correction().getEventTime()).isEqualTo(SAID);
            assertThat(line.correction().getOrigin()).isEqualTo(CorrectionOrigin.SPONTANEOUS);
        });
    }

    @Test
    void theSameLineIsTheSameCorrectionInBothFormsAndAnotherLineIsAnother() {
        // Given
        List<CorrectionLine> csv = read(
                """
                image,label,annotator
                a,ok,ann
                a,ok,bob
                a,scratched,ann
                ab,ok,ann
                """);

        // When
        List<CorrectionLine> json =
                read("{\"image\":\"a\",\"label\":\"ok\"}\n{\"image\":\"a\",\"label\":\"ok\",\"annotator\":null}\n");

        // Then
        assertThat(json).allSatisfy(line -> assertThat(line.correction())
                .isEqualTo(csv.get(0).correction()));
        assertThat(csv).extracting(line -> line.correction().getCorrectionId()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",ok,,,|it names no image",
                "a,,,,|it names no label, and its verdict is neither none nor withdraw",
                "a,ok,none,,|verdict 'none' wants no label, got 'ok'",
                "a,ok,maybe,,|verdict wants label, none or withdraw, got 'maybe'",
                "a,ok,,yesterday,|time wants a form like 2026-11-22T09:00:00Z, got 'yesterday'",
                "a,ok,,2026-11-22T09:00:00,|time wants a form like 2026-11-22T09:00:00Z, got '2026-11-22T09:00:00'",
                "a,ok,,,guess|origin wants spontaneous, review or audit, got 'guess'",
                "a,ok|it has 2 fields, the first line names 5",
                "\"a,ok,,,|a quote is not closed",
                "\"a\"b,ok,,,|a comma was expected after a closing quote",
            })
    void aBadLineIsRefusedAndTheNextIsRead(String bad, String problem) {
        // Given, When
        List<CorrectionLine> lines = read("image,label,verdict,time,origin\n" + bad + "\nb,ok,,,\n");

        // Then
        assertThat(lines.get(0).problem()).isEqualTo(problem);
        assertThat(lines.get(0).number()).isEqualTo(2);
        assertThat(lines.get(1).problem()).isNull();
        assertThat(lines.get(1).imageId()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"image\":\"a\"", "{\"image\":\"a\"} x", "[1]", "{\"image\":[]}", "{\"picture\":\"a\"}"})
    void aBadLineOfJsonIsRefusedAndTheNextIsRead(String bad) {
        // Given, When
        List<CorrectionLine> lines =
                read("{\"image\":\"a\",\"label\":\"ok\"}\n" + bad + "\n{\"image\":\"b\",\"label\":\"ok\"}\n");

        // Then
        assertThat(lines).extracting(line -> line.problem() == null).containsExactly(true, false, true);
    }

    @Test
    void aFileWhoseFirstLineNamesNoColumnsIsRefusedAsAWhole() {
        // Given, When, Then
        assertThatThrownBy(() -> read("a,ok\nb,ok\n"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("line 1: there is no column 'a'; there are [annotator, heldOut, id, image,");
        assertThatThrownBy(() -> read("label\nok\n"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("line 1: the first line names no column 'image'");
    }

    private static List<CorrectionLine> read(String text) {
        List<CorrectionLine> lines = new ArrayList<>();
        try {
            CorrectionFile.read(new BufferedReader(new StringReader(text)), DEFAULTS, lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
