package io.clipstream.adapter;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides whether a candidate gets the pointer; stateless, deterministic, and safe for use by many threads.
 *
 * <ul>
 *   <li>Whatever cannot be served for the task's present head is refused ({@code sanity}).
 *   <li>With no champion, or one that speaks of another class list or backbone, sanity is enough.
 *   <li>A refit of the champion's method, or the task's own method after zero-shot, is promoted unless its accuracy is
 *       significantly below zero-shot's on the same rows ({@code same-method}).
 *   <li>Another method must win: the 95 % interval of its accuracy less that of the champion's method lies above 0, and so
 *       does that of its accuracy less zero-shot's ({@code challenger}). A tie goes to the champion.
 *   <li>Methods are compared on unbiased labels: the audited shots, each scored by a fit without its fold, and the held-out
 *       ones. With fewer than {@value #MINIMUM_UNBIASED} of those there is not enough: another method is not accepted, and
 *       a refit is compared on all shots, where corrections of errors speak for it, so that being worse there is bad enough.
 *   <li>Below {@value #MINIMUM_EXAMPLES} rows nothing is compared: a refit is promoted.
 * </ul>
 *
 * <p>Cost: the out-of-fold scores of the candidate's method, and for a challenger those of the champion's too; see {@link
 * OutOfFold}. For residual least squares about 9 ms of one core with K = 10, D = 128, N = 160, and 1.3 s with K = 100, D =
 * 512, N = 1,600; for CLIP-Adapter five trainings.
 */
public final class Gate {
    /** Rows from which on accuracies are compared at all. */
    public static final int MINIMUM_EXAMPLES = 10;

    /** Unbiased labels from which on accuracies are told and another method can win. */
    public static final int MINIMUM_UNBIASED = 50;

    private static final String SAME_METHOD = "same-method";
    private static final String CHALLENGER = "challenger";
    private static final String INSTANT = "instant";

    /** Decides where the candidate's method is the task's own and nothing is held out. */
    public GateDecision decide(AdapterArtifact candidate, AdapterArtifact championOrNull, TrainingInput input) {
        return decide(candidate, championOrNull, input, candidate.method(), SupportSet.EMPTY);
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
     * @param heldOut labelled images that no fit sees: those that a person pinned, and audited ones beyond the buffer
     */
    public GateDecision decide(
            AdapterArtifact candidate,
            AdapterArtifact championOrNull,
            TrainingInput input,
            String ownMethod,
            SupportSet heldOut) {
        return decide(candidate, championOrNull, new OutOfFoldScores(input), ownMethod, heldOut);
    }

    /** Decides likewise; out-of-fold scores that it needs of the candidate's input are kept in {@code folds}. */
    public GateDecision decide(
            AdapterArtifact candidate,
            AdapterArtifact championOrNull,
            OutOfFoldScores folds,
            String ownMethod,
            SupportSet heldOut) {
        TrainingInput input = folds.input();
        Map<String, Double> figures = new TreeMap<>();
        figures.put("examples", (double) input.support().size());
        if (input.sample().size() > 0) {
            figures.put("unlabelled", (double) input.sample().size());
        }
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
        GateRows unbiased = GateRows.unbiased(folds, heldOut);
        figures.put("audited", (double) (unbiased.size() - unbiased.heldOut()));
        figures.put("heldOut", (double) unbiased.heldOut());
        figures.put("enough", unbiased.size() < MINIMUM_UNBIASED ? 0.0 : 1.0);
        try {
            return same
                    ? sameMethod(candidate, folds, unbiased, heldOut, figures)
                    : challenger(candidate, championOrNull, unbiased, figures);
        } catch (InvalidAdapterException e) {
            return new GateDecision(
                    false, same ? SAME_METHOD : CHALLENGER, "a fit out of fold failed: " + e.getMessage(), figures);
        }
    }

    /** Judges an instant version: sanity alone, its refit comes before the gate in its turn ({@code instant}). */
    public GateDecision instant(AdapterArtifact candidate, ClassHead head, int examples) {
        Map<String, Double> figures = Map.of("examples", (double) examples);
        try {
            Sanity.check(candidate, head);
            return new GateDecision(true, INSTANT, "it learned a correction; a refit follows", figures);
        } catch (InvalidAdapterException e) {
            return new GateDecision(false, "sanity", e.getMessage(), figures);
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

    private static GateDecision sameMethod(
            AdapterArtifact candidate,
            OutOfFoldScores folds,
            GateRows unbiased,
            SupportSet heldOut,
            Map<String, Double> figures)
            throws InvalidAdapterException {
        boolean enough = unbiased.size() >= MINIMUM_UNBIASED;
        GateRows rows = enough ? unbiased : GateRows.all(folds, heldOut);
        if (rows.size() < MINIMUM_EXAMPLES) {
            return new GateDecision(
                    true,
                    SAME_METHOD,
                    "not enough examples: " + rows.size() + ", compared from " + MINIMUM_EXAMPLES
                            + ", promoted on sanity",
                    figures);
        }
        boolean[] zeroShot = rows.zeroShot();
        boolean[] refitted = rows.of(candidate.method(), candidate);
        figures.put(enough ? "zeroShotAccuracy" : "biasedZeroShotAccuracy", share(zeroShot));
        figures.put(enough ? "outOfFoldAccuracy" : "biasedOutOfFoldAccuracy", share(refitted));
        if (rows.heldOut() > 0) {
            figures.put("heldOutAccuracy", share(rows.heldOutOf(refitted)));
            figures.put("heldOutZeroShotAccuracy", share(rows.heldOutOf(zeroShot)));
        }
        PairedComparison comparison = compare(refitted, zeroShot, figures);
        String reason = sentence(
                "%sout of fold %.1f %%, zero-shot %.1f %% of %d %s, p = %.3f",
                enough ? "" : tooFew(unbiased.size()) + "; ",
                100 * share(refitted),
                100 * share(zeroShot),
                rows.size(),
                enough ? "audited or held-out examples" : "examples, a biased sample",
                comparison.pValue());
        return comparison.worse()
                ? new GateDecision(false, SAME_METHOD, "significantly below zero-shot: " + reason, figures)
                : new GateDecision(true, SAME_METHOD, reason, figures);
    }

    private static GateDecision challenger(
            AdapterArtifact candidate, AdapterArtifact champion, GateRows rows, Map<String, Double> figures)
            throws InvalidAdapterException {
        if (rows.size() < MINIMUM_UNBIASED) {
            return new GateDecision(
                    false, CHALLENGER, tooFew(rows.size()) + "; another method is not accepted", figures);
        }
        boolean[] zeroShot = rows.zeroShot();
        boolean[] challenger = rows.of(candidate.method(), candidate);
        boolean[] rival = rows.of(champion.method(), null);
        figures.put("zeroShotAccuracy", share(zeroShot));
        figures.put("outOfFoldAccuracy", share(challenger));
        figures.put("championOutOfFoldAccuracy", share(rival));
        if (rows.heldOut() > 0) {
            figures.put("heldOutAccuracy", share(rows.heldOutOf(challenger)));
            figures.put("heldOutZeroShotAccuracy", share(rows.heldOutOf(zeroShot)));
            figures.put("heldOutChampionAccuracy", share(rows.heldOutOf(rival)));
        }
        PairedComparison plain = PairedComparison.of(challenger, zeroShot);
        figures.put("zeroShotDifferenceLow", plain.lowest());
        figures.put("zeroShotDifferenceHigh", plain.highest());
        PairedComparison comparison = compare(challenger, rival, figures);
        String reason = sentence(
                "%s %.1f %%, %s %.1f %%, zero-shot %.1f %% out of fold on %d audited or held-out examples,"
                        + " difference %.1f to %.1f points",
                candidate.method(),
                100 * share(challenger),
                champion.method(),
                100 * share(rival),
                100 * share(zeroShot),
                rows.size(),
                100 * comparison.lowest(),
                100 * comparison.highest());
        if (share(challenger) < share(zeroShot)) {
            return new GateDecision(false, CHALLENGER, "below zero-shot: " + reason, figures);
        }
        if (comparison.lowest() <= 0) {
            return new GateDecision(false, CHALLENGER, "no significant win over the champion: " + reason, figures);
        }
        return plain.lowest() > 0
                ? new GateDecision(true, CHALLENGER, reason, figures)
                : new GateDecision(false, CHALLENGER, "no significant win over zero-shot: " + reason, figures);
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

    private static String tooFew(int labels) {
        return "not enough audited or held-out labels: " + labels + " of " + MINIMUM_UNBIASED;
    }

    private static String sentence(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
