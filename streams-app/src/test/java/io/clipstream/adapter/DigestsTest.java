package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DigestsTest {
    @Test
    void knowsSha256() {
        // The digest of "abc" from FIPS 180-4
        assertThat(Digests.sha256Hex("abc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void digestsASupportSetInTheDocumentedLayout() throws IOException {
        // Given one shot, and its layout written out by hand
        SupportSet support = new SupportSet(List.of(new Shot("bild-ä", 3, new float[] {0.5f, -1f})));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        string(out, "clipstream/support-set/1");
        out.writeInt(1);
        string(out, "bild-ä");
        out.writeInt(3);
        out.writeInt(2);
        out.writeFloat(0.5f);
        out.writeFloat(-1f);
        // Then the digest is that of those bytes
        assertThat(Digests.supportSet(support)).isEqualTo(Digests.sha256Hex(bytes.toByteArray()));
    }

    @Test
    void doesNotDependOnTheOrderInWhichShotsOrOptionsCame() {
        // Given the same shots and the same options in two orders
        List<Shot> shots =
                new ArrayList<>(new Synthetic(1, 3, 8, 0.5).shots(4, 0.5).shots());
        String sorted = Digests.supportSet(new SupportSet(shots));
        Collections.reverse(shots);
        Map<String, String> one = new LinkedHashMap<>(Map.of("a", "1"));
        one.put("b", "2");
        Map<String, String> other = new LinkedHashMap<>(Map.of("b", "2"));
        other.put("a", "1");
        // Then the digests are the same
        assertThat(Digests.supportSet(new SupportSet(shots))).isEqualTo(sorted);
        assertThat(Digests.options("m", one)).isEqualTo(Digests.options("m", other));
    }

    @Test
    void tellsApartWhatDiffers() {
        // Given class lists that would be equal if their strings were merely joined
        List<String> digests = List.of(
                Digests.classList(List.of("a", "b"), List.of(List.of("p"), List.of()), List.of("{}")),
                Digests.classList(List.of("a", "b"), List.of(List.of(), List.of("p")), List.of("{}")),
                Digests.classList(List.of("b", "a"), List.of(List.of(), List.of("p")), List.of("{}")),
                Digests.classList(List.of("ab"), List.of(List.of("p")), List.of("{}")),
                Digests.classList(List.of("a", "b"), List.of(List.of("p"), List.of()), List.of()));
        // Then all digests differ
        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void wholeTextsCountAndLeaveRevisionsWithoutThemAsTheyWere() {
        // Given class lists that differ in where their words stand
        List<String> labels = List.of("a", "b");
        List<List<String>> names = List.of(List.of("a"), List.of("b"));
        List<List<String>> none = List.of(List.of(), List.of());
        String plain = Digests.classList(labels, names, List.of("{}"));
        List<String> digests = List.of(
                plain,
                Digests.classList(labels, names, List.of(List.of("p"), List.of()), List.of("{}")),
                Digests.classList(labels, names, List.of(List.of(), List.of("p")), List.of("{}")),
                Digests.classList(
                        labels,
                        List.of(List.of("a", "p"), List.of("b")),
                        List.of(List.of(), List.of()),
                        List.of("{}")));
        // Then
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(Digests.classList(labels, names, none, List.of("{}"))).isEqualTo(plain);
    }

    @Test
    void changesWithEverythingThatAFitDependsOn() {
        // Given an input and inputs with one thing changed each
        Synthetic problem = new Synthetic(1, 3, 8, 0.5);
        SupportSet support = problem.shots(2, 0.5);
        TrainingInput input = problem.input(support);
        ClassHead renamed = new ClassHead(
                problem.head().labels(), "revision-2", "model-1", problem.head().text(), 20f);
        List<String> digests = List.of(
                Digests.trainingInput("m", input),
                Digests.trainingInput("n", input),
                Digests.trainingInput("m", new TrainingInput(problem.head(), support, Map.of(), 8)),
                Digests.trainingInput("m", new TrainingInput(problem.head(), support, Map.of(), 7L << 32)),
                Digests.trainingInput("m", new TrainingInput(problem.head(), support, Map.of("a", "b"), 7)),
                Digests.trainingInput("m", new TrainingInput(renamed, support, Map.of(), 7)),
                Digests.trainingInput(
                        "m", input.with(new SupportSet(support.shots().subList(0, 5)))));
        // Then all digests differ, and the first is the same when asked again
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(Digests.trainingInput("m", problem.input(support))).isEqualTo(digests.get(0));
    }

    @Test
    void weightsSourcesAndTheSampleCountAndLeaveDigestsWithoutThemAsTheyWere() {
        // Given one shot with a weight, with a source, and inputs with and without a sample
        float[] feature = {0.6f, 0.8f};
        ClassHead head = ClassHead.withoutText(List.of("a"), "r", "m", 2, 1f);
        SupportSet plain = new SupportSet(List.of(new Shot("x", 0, feature, true, 1, null)));
        SupportSet weighted = new SupportSet(List.of(new Shot("x", 0, feature, true, 0.5f, null)));
        SupportSet sourced = new SupportSet(List.of(new Shot("x", 0, feature, true, 1, "film")));
        UnlabelledSample one = new UnlabelledSample(List.of(new UnlabelledSample.Row("u", feature)));
        UnlabelledSample other = new UnlabelledSample(List.of(new UnlabelledSample.Row("v", feature)));
        // Then each has its own digest, and what has none of them keeps the old one
        assertThat(List.of(Digests.supportSet(plain), Digests.supportSet(weighted), Digests.supportSet(sourced)))
                .doesNotHaveDuplicates();
        assertThat(Digests.supportSet(plain))
                .isEqualTo(Digests.supportSet(new SupportSet(List.of(new Shot("x", 0, feature)))));
        assertThat(List.of(
                        Digests.trainingInput("m", new TrainingInput(head, plain, Map.of(), 7)),
                        Digests.trainingInput("m", new TrainingInput(head, plain, one, Map.of(), 7)),
                        Digests.trainingInput("m", new TrainingInput(head, plain, other, Map.of(), 7))))
                .doesNotHaveDuplicates();
        assertThat(Digests.trainingInput("m", new TrainingInput(head, plain, UnlabelledSample.EMPTY, Map.of(), 7)))
                .isEqualTo(Digests.trainingInput("m", new TrainingInput(head, plain, Map.of(), 7)));
    }

    @Test
    void doesNotDependOnTheOrderInWhichTheSampleCame() {
        // Given a sample in two orders
        List<UnlabelledSample.Row> rows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rows.add(new UnlabelledSample.Row("image-" + i, new float[] {i, 1}));
        }
        String sorted = new UnlabelledSample(rows).digest();
        Collections.reverse(rows);
        // Then
        assertThat(new UnlabelledSample(rows).digest()).isEqualTo(sorted);
    }

    private static void string(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
