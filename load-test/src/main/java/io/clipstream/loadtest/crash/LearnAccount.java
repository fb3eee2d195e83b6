package io.clipstream.loadtest.crash;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.Example;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Holds what came of a script against what had to.
 *
 * @param lost examples, sampled features and dead letters that had to be there
 * @param duplicated examples and sampled features that should not be there, and dead letters beyond the first of a correction
 * @param different examples and dead letters that say something else than they must
 * @param championsBehind tasks whose version in use was not fitted to buffer and feature sample as they are
 * @param examplesWrong those of all these that are examples or sampled features
 */
record LearnAccount(long lost, long duplicated, long different, long championsBehind, long examplesWrong) {
    private static final int SHOWN = 10;

    static LearnAccount of(LearnOracle expected, LearnView found) {
        return of(expected, found, new PrintWriter(PrintWriter.nullWriter()));
    }

    /** Names the first few that are not right in {@code log}. */
    static LearnAccount of(LearnOracle expected, LearnView found, PrintWriter log) {
        Set<String> missing = without(expected.buffer().keySet(), found.buffer().keySet());
        Set<String> unasked = without(found.buffer().keySet(), expected.buffer().keySet());
        Set<String> unlike = new TreeSet<>();
        expected.buffer().forEach((key, word) -> {
            Example example = found.buffer().get(key);
            if (example != null && !isOf(example, word)) {
                unlike.add(key);
            }
        });
        Set<String> unsampled = without(expected.sample(), found.sample().keySet());
        Set<String> oversampled = without(found.sample().keySet(), expected.sample());
        Set<String> noLetter =
                without(expected.letters().keySet(), found.letters().keySet());
        Set<String> otherLetter = new TreeSet<>();
        long repeated = 0;
        for (Map.Entry<String, List<String>> letter : found.letters().entrySet()) {
            if (!letter.getValue().get(0).equals(expected.letters().get(letter.getKey()))) {
                otherLetter.add(letter.getKey() + " " + letter.getValue());
            }
            repeated += letter.getValue().size() - 1;
        }
        show(log, "examples that are missing", missing);
        show(log, "examples that should not be there", unasked);
        show(log, "examples that differ", unlike);
        show(log, "sampled features that are missing", unsampled);
        show(log, "sampled features that should not be there", oversampled);
        show(log, "corrections without their dead letter", noLetter);
        show(log, "corrections with a wrong dead letter", otherLetter);
        return new LearnAccount(
                missing.size() + unsampled.size() + noLetter.size(),
                unasked.size() + oversampled.size() + repeated,
                unlike.size() + otherLetter.size(),
                behind(found),
                missing.size() + unasked.size() + unlike.size() + unsampled.size() + oversampled.size());
    }

    private static boolean isOf(Example example, Correction word) {
        int image = NumberedImages.number(example.getImageId());
        return example.getTask().equals(word.getTask())
                && Objects.equals(example.getLabel(), word.getLabel())
                && example.getCorrectionId().equals(word.getCorrectionId())
                && example.getAnnotator().equals(word.getAnnotator())
                && example.getCorrectedAt().equals(word.getEventTime())
                && example.getModelId().equals(OneHotModel.MODEL_ID)
                && example.getImage().getOffset() == image
                && Arrays.equals(LearnView.bytes(example.getFeature()), LearnSender.feature(image));
    }

    private static long behind(LearnView found) {
        return tasks().filter(task -> {
                    AdapterVersion champion = found.history(task).champion();
                    // An instant version depends on the order of its examples; the refit that follows it does not.
                    return champion == null
                            || champion.getLineage().getTrigger().equals("instant")
                            || !champion.getLineage().getBufferDigest().equals(found.bufferDigest(task))
                            || !champion.getLineage().getSampleDigest().equals(found.sampleDigest(task));
                })
                .count();
    }

    /** Tasks whose version in use, and examples and samples whose content, differ between two deployments. */
    static long differences(LearnView one, LearnView other, PrintWriter log) {
        Set<String> champions = new TreeSet<>();
        tasks().filter(task -> !Objects.equals(tensors(one, task), tensors(other, task)))
                .forEach(champions::add);
        Set<String> examples = unequal(one.buffer(), other.buffer());
        Set<String> samples = unequal(one.sample(), other.sample());
        show(log, "tasks whose versions differ from the run without faults", champions);
        show(log, "examples that differ from the run without faults", examples);
        show(log, "sampled features that differ from the run without faults", samples);
        return champions.size() + examples.size() + samples.size();
    }

    private static Object tensors(LearnView view, String task) {
        AdapterVersion champion = view.history(task).champion();
        return champion == null ? null : List.of(champion.getMethod(), champion.getTensorsSha256());
    }

    private static <T> Set<String> unequal(Map<String, T> one, Map<String, T> other) {
        Set<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        keys.removeIf(key -> Objects.equals(one.get(key), other.get(key)));
        return keys;
    }

    static java.util.stream.Stream<String> tasks() {
        return IntStream.range(0, LearnScript.TASKS).mapToObj(LearnScript::task);
    }

    static long sum(LearnView view, Function<LearnHistory, ? extends Number> figure) {
        return tasks().mapToLong(task -> figure.apply(view.history(task)).longValue())
                .sum();
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static void show(PrintWriter log, String what, Set<String> which) {
        if (!which.isEmpty()) {
            log.println(which.size() + " " + what + ": "
                    + which.stream().limit(SHOWN).toList());
            log.flush();
        }
    }

    /** Whether all is as it must be. */
    boolean isRight() {
        return lost == 0 && duplicated == 0 && different == 0 && championsBehind == 0;
    }

    /** Whether buffer and versions are as they must be; dead letters of unmatched corrections may be still to come. */
    boolean isLearnt() {
        return examplesWrong == 0 && championsBehind == 0;
    }
}
