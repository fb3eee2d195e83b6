package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.Evaluation;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.app.cli.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.NodeList;

class BenchFewShotTest {
    private static final String METHOD = "residual-least-squares";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsRowsFromWhichItsAccuracyFollows() throws IOException, InvalidAdapterException {
        // Given
        Path file = FeatureFile.write(folder, "small.safetensors");

        // When
        JsonNode set = json("--data " + file + " --methods " + METHOD + " --shots 1,3 --seeds 2");

        // Then a fit on the printed rows gives the printed accuracy
        FewShotData data = FewShotData.read(file);
        assertThat(set.path("zeroShot").doubleValue()).isStrictlyBetween(0.2, 1.0);
        for (JsonNode result : set.path("results")) {
            for (int seed = 0; seed < 2; seed++) {
                JsonNode rows = set.path("draws").path(seed).path("rowsByClass");
                assertThat(result.path("accuracy").path("values").path(seed).doubleValue())
                        .isEqualTo(accuracy(
                                data, firstOfEach(rows, result.path("shots").intValue())));
            }
        }
        assertThat(set.path("results")).hasSize(2);
    }

    @Test
    void endsAStreamWhereABatchOfTheSameRowsEnds() throws IOException {
        // Given
        Path file = FeatureFile.write(folder, "small.safetensors");

        // When
        JsonNode set = json("--data " + file + " --methods zero-shot," + METHOD + " --shots 2,6 --seeds 2 --stream");

        // Then in either order all rows give what all rows give at once
        double batch = set.path("results").path(3).path("accuracy").path("mean").doubleValue();
        for (int stream = 2; stream < 4; stream++) {
            JsonNode curve = set.path("streams").path(stream);
            assertThat(curve.path("method").textValue()).isEqualTo(METHOD);
            JsonNode last = curve.path("moments").path(1);
            assertThat(last.path("examples").intValue()).isEqualTo(30);
            assertThat(last.path("accuracy").path("mean").doubleValue()).isCloseTo(batch, within(0.011));
        }
        // And zero-shot never falls below itself
        assertThat(set.path("streams")
                        .path(0)
                        .path("worstBelowZeroShot")
                        .path("below")
                        .doubleValue())
                .isZero();
    }

    @Test
    void printsATableForEachFigure() throws IOException {
        // Given
        Path file = FeatureFile.write(folder, "small.safetensors");

        // When
        int code = run("--data " + file + " --methods zero-shot," + METHOD + " --shots 1,2 --seeds 2 --stream");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .startsWith("small: 5 classes, 16 dimensions, 30 rows to draw from, 100 to test on, zero-shot ")
                .contains("test accuracy, %, mean ± sd of 2 seeds")
                .contains("expected calibration error, %")
                .contains("seconds of one core for a fit, median")
                .contains("one example at a time, random:")
                .contains("one example at a time, class after class:");
    }

    @Test
    void refusesToGoWithoutUnlabelledRows() throws IOException {
        // Given a file without val_features
        Path file = new FeatureFile()
                .part("train", 2, "F16", "I32")
                .part("test", 2, "F32", "I64")
                .to(folder.resolve("bare.safetensors"));

        // Then they cannot be given
        assertThat(run("--data " + file + " --methods zero-shot --shots 1 --unlabelled"))
                .isEqualTo(CommandLines.USAGE);
        assertThat(err.toString()).contains("--unlabelled: data set bare has no tensor 'val_features'");
        assertThat(run("--data " + file + " --methods zero-shot --shots 1 --seeds 1"))
                .isZero();
        assertThat(out.toString()).contains("no texts");
    }

    @Test
    void drawsTheCurvesIntoAFile() throws Exception {
        // Given
        Path file = FeatureFile.write(folder, "small.safetensors");
        Path svg = folder.resolve("curves.svg");

        // When
        int code = run("--data " + file + " --methods zero-shot," + METHOD
                + " --shots 1,2 --seeds 2 --stream --unlabelled --growing --svg " + svg);

        // Then it is an image with a curve for each method and order, and plain CLIP in each diagram
        assertThat(code).as(err.toString()).isZero();
        NodeList curves = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(svg.toFile())
                .getElementsByTagName("polyline");
        assertThat(curves.getLength()).isEqualTo(3 * 3);
        String points = curves.item(4).getAttributes().getNamedItem("points").getNodeValue();
        assertThat(points.split(" ")).hasSize(11).allMatch(point -> point.matches("[0-9.]+,[0-9.]+"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--data nowhere.safetensors|nowhere.safetensors: cannot be read|1",
                "--data . --shots 0|--shots has [0], expected numbers from 1|2",
                "--data . --seeds 0|--seeds is 0, expected 1 to 1000|2",
                "--data . --methods horoscope|method 'horoscope' is unknown, expected one of |2",
                "--data . --option clip-adapter.ratio=2|option clip-adapter.ratio is '2', expected a number from|2",
                "--data . --growing|--growing is about streams: it wants --stream and --unlabelled|2",
                "--shots 1|Missing required option: '--data=FILE_OR_DIR'|2"
            })
    void answersAWrongOptionWithWhatIsAllowed(String options, String reason, int code) {
        // Then
        assertThat(run(options)).isEqualTo(code);
        assertThat(err.toString()).contains(reason);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String options) {
        return CommandLines.run(new PrintWriter(out), new PrintWriter(err), ("bench few-shot " + options).split(" "));
    }

    /** The only data set of the last line. */
    private JsonNode json(String options) throws IOException {
        assertThat(run(options + " --json")).as(err.toString()).isZero();
        String[] lines = out.toString().strip().split("\n");
        JsonNode report = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertThat(report.path("bench").textValue()).isEqualTo("few-shot");
        return report.path("dataSets").path(0);
    }

    private static List<Integer> firstOfEach(JsonNode rowsByClass, int shots) {
        List<Integer> rows = new ArrayList<>();
        for (JsonNode ofOne : rowsByClass) {
            for (int i = 0; i < shots; i++) {
                rows.add(ofOne.path(i).intValue());
            }
        }
        return rows;
    }

    private static double accuracy(FewShotData data, List<Integer> rows) throws InvalidAdapterException {
        List<Shot> shots = new ArrayList<>();
        for (int row : rows) {
            shots.add(new Shot(
                    "shot " + row, data.train().labels()[row], data.train().features()[row]));
        }
        TrainingInput input = new TrainingInput(data.head(), new SupportSet(shots), Map.of(), 0);
        float[] probabilities = new float[data.test().size() * data.head().classes()];
        AdapterMethods.load(AdapterMethods.named(METHOD).fit(input))
                .probabilities(
                        data.test().flat(0, data.test().size()), data.test().size(), probabilities);
        return Evaluation.accuracy(
                probabilities, data.head().classes(), data.test().labels());
    }
}
