package io.clipstream.adapter;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Decides whether a candidate gets the pointer; stateless, deterministic, and safe for use by many threads.
 *
 * <ul>
 *   <li>Whatever cannot be served for the task's present head is refused ({@code sanity}).
 *   <li>With no champion, or one that speaks of another class list or backbone, sanity is enough.
 *   <li>A refit of the champion's method, or the task's own method after zero-shot, is promoted unless its out-of-fold
 *       accuracy is significantly below zero-shot's on the same rows ({@code same-method}).
 *   <li>Another method must win: the 95 % interval of its out-of-fold accuracy less that of the champion's method lies
 *       above 0, and it is not below zero-shot ({@code challenger}). A tie goes to the champion.
 *   <li>Methods are compared on the audited examples alone, an unbiased sample of the stream; a refit on all examples
 *       while fewer than {@value #MINIMUM_EXAMPLES} are audited.
 *   <li>Below {@value #MINIMUM_EXAMPLES} examples nothing is compared: a refit is promoted, a challenger is not.
 * </ul>
 *
 * <p>Cost: the out-of-fold scores of the candidate's method, and for a challenger those of the champion's too; see {@link
 * OutOfFold}. For residual least squares about 9 ms of one core with K = 10, D = 128, N = 160, and 1.3 s with K = 100, D =
 * 512, N = 1,600; for CLIP-Adapter five trainings.
 */
public final class Gate {
    /** Examples from which on out-of-fold scores are compared. */
    public static final int MINIMUM_EXAMPLES = 10;

    private static final String SAME_METHOD = "same-method";
    private static final String CHALLENGER = "challenger";

    /** Decides where the candidate's method is the task's own. */
    public GateDecision decide(AdapterArtifact candidate, AdapterArtifact championOrNull, TrainingInput input) {
        return decide(candidate, championOrNull, input, candidate.method());
    }

    /**
     * Decides.
     *
     * @param candidate what was fitted on {@code input}
     * @param championOrNull the version in use, of which only method, modelId, labels and revision are read: methods are
     *     compared, not weights; null where there is none, or none that may still be used, for example
     *     because it has seen withdrawn examples
     * @param input the candidate's own: its head is what the task now wants, its shots are what is compared on
     * @param ownMethod the task's own method, which follows zero-shot without having to win
     */
    public GateDecision decide(
            AdapterArtifact candidate, AdapterArtifact championOrNull, TrainingInput input, String ownMethod) {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("examples", (double) input.support().size());
        try {
            Sanity.check(candidate, input.head());
        } catch (InvalidAdapterException e) {
            return new GateDecision(false, "sanity", e.getMessage(), figures);
        }
        if (championOrNull == null) {
            return new GateDecision(true, "first-version", "no version was in use", figures);
        }
        String inadmissible = inadmissible(championOrNull, input.head());
        if (inadmissible != null) {
            return new GateDecision(true, "inadmissible-champion", inadmissible, figures);
        }
        boolean same = candidate.method().equals(championOrNull.method())
                || (championOrNull.method().equals(ZeroShot.NAME)
                        && candidate.method().equals(ownMethod));
        try {
            return same ? sameMethod(candidate, input, figures) : challenger(candidate, championOrNull, input, figures);
        } catch (InvalidAdapterException e) {
            return new GateDecision(
                    false, same ? SAME_METHOD : CHALLENGER, "a fit out of fold failed: " + e.getMessage(), figures);
        }
    }

    private static String inadmissible(AdapterArtifact champion, ClassHead head) {
        if (!champion.modelId().equals(head.modelId())) {
            return "the champion speaks of backbone " + champion.modelId() + ", the task now uses " + head.modelId();
        }
        if (!champion.revision().equals(head.revision()) || !champion.labels().equals(head.labels())) {
            return "the champion speaks of class list " + champion.revision() + ", the task now has " + head.revision();
        }
        if (!AdapterMethods.names().contains(champion.method())) {
            return "the champion's method " + champion.method() + " is unknown here";
        }
        return null;
    }

    private static GateDecision sameMethod(AdapterArtifact candidate, TrainingInput input, Map<String, Double> figures)
            throws InvalidAdapterException {
        int examples = input.support().size();
        if (examples < MINIMUM_EXAMPLES) {
            return new GateDecision(true, SAME_METHOD, tooFew(examples) + ", promoted on sanity", figures);
        }
        int[] audited = audited(input, figures);
        int[] rows =
                audited.length < MINIMUM_EXAMPLES ? IntStream.range(0, examples).toArray() : audited;
        boolean[] zeroShot = at(rows, zeroShot(input));
        boolean[] refitted = at(rows, outOfFold(candidate.method(), input));
        figures.put("zeroShotAccuracy", share(zeroShot));
        figures.put("outOfFoldAccuracy", share(refitted));
        PairedComparison comparison = compare(refitted, zeroShot, figures);
        String reason = sentence(
                "out of fold %.1f %%, zero-shot %.1f %% of %d examples, p = %.3f",
                100 * share(refitted), 100 * share(zeroShot), rows.length, comparison.pValue());
        return comparison.worse()
                ? new GateDecision(false, SAME_METHOD, "significantly below zero-shot: " + reason, figures)
                : new GateDecision(true, SAME_METHOD, reason, figures);
    }

    private static GateDecision challenger(
            AdapterArtifact candidate, AdapterArtifact champion, TrainingInput input, Map<String, Double> figures)
            throws InvalidAdapterException {
        int[] rows = audited(input, figures);
        if (rows.length < MINIMUM_EXAMPLES) {
            return new GateDecision(false, CHALLENGER, tooFew(rows.length) + " that are audited", figures);
        }
        boolean[] zeroShot = at(rows, zeroShot(input));
        boolean[] challenger = at(rows, outOfFold(candidate.method(), input));
        boolean[] rival =
                champion.method().equals(ZeroShot.NAME) ? zeroShot : at(rows, outOfFold(champion.method(), input));
        figures.put("zeroShotAccuracy", share(zeroShot));
        figures.put("outOfFoldAccuracy", share(challenger));
        figures.put("championOutOfFoldAccuracy", share(rival));
        PairedComparison comparison = compare(challenger, rival, figures);
        String reason = sentence(
                "%s %.1f %%, %s %.1f %%, zero-shot %.1f %% out of fold on %d audited examples, difference %.1f to %.1f points",
                candidate.method(),
                100 * share(challenger),
                champion.method(),
                100 * share(rival),
                100 * share(zeroShot),
                rows.length,
                100 * comparison.lowest(),
                100 * comparison.highest());
        if (share(challenger) < share(zeroShot)) {
            return new GateDecision(false, CHALLENGER, "below zero-shot: " + reason, figures);
        }
        return comparison.lowest() > 0
                ? new GateDecision(true, CHALLENGER, reason, figures)
                : new GateDecision(false, CHALLENGER, "no significant win over the champion: " + reason, figures);
    }

    private static int[] audited(TrainingInput input, Map<String, Double> figures) {
        int[] rows = input.support().audited();
        figures.put("audited", (double) rows.length);
        return rows;
    }

    private static boolean[] at(int[] rows, boolean[] correct) {
        boolean[] chosen = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = correct[rows[i]];
        }
        return chosen;
    }

    private static boolean[] zeroShot(TrainingInput input) {
        int classes = input.head().classes();
        int n = input.support().size();
        float[] probabilities = new float[n * classes];
        ZeroShot.head(input.head()).probabilities(input.support().features(), n, probabilities);
        return Evaluation.correct(probabilities, classes, input.support().labels());
    }

    private static boolean[] outOfFold(String method, TrainingInput input) throws InvalidAdapterException {
        float[] probabilities = OutOfFold.probabilities(AdapterMethods.named(method), input);
        return Evaluation.correct(
                probabilities, input.head().classes(), input.support().labels());
    }

    private static PairedComparison compare(boolean[] first, boolean[] second, Map<String, Double> figures) {
        PairedComparison comparison = PairedComparison.of(first, second);
        figures.put("gained", (double) comparison.gained());
        figures.put("lost", (double) comparison.lost());
        figures.put("pValue", comparison.pValue());
        figures.put("differenceLow", comparison.lowest());
        figures.put("differenceHigh", comparison.highest());
        return comparison;
    }

    private static double share(boolean[] correct) {
        int right = 0;
        for (boolean one : correct) {
            right += one ? 1 : 0;
        }
        return (double) right / correct.length;
    }

    private static String tooFew(int examples) {
        return "not enough examples: " + examples + ", compared from " + MINIMUM_EXAMPLES;
    }

    private static String sentence(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
