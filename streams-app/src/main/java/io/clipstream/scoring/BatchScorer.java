package io.clipstream.scoring;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.Novelty;
import io.clipstream.scoring.ScoreOutcome.Cause;
import io.clipstream.scoring.ScoreOutcome.Refused;
import io.clipstream.scoring.ScoreOutcome.Scored;
import io.clipstream.scoring.ScoreOutcome.StageTimes;
import io.clipstream.scoring.ScoreOutcome.ZeroShotOpinion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a batch's features into outcomes, task by task with the versions of one snapshot; one thread at a time. */
final class BatchScorer {
    private final int dimension;

    BatchScorer(int dimension) {
        this.dimension = dimension;
    }

    /**
     * Scores.
     *
     * @param features [images, D] row by row
     * @param startNanos when the batch began
     * @return one outcome an image, in their order
     */
    List<ScoreOutcome> score(List<Pending> images, float[] features, VersionSnapshot versions, long startNanos) {
        ScoreOutcome[] outcomes = new ScoreOutcome[images.size()];
        Map<String, List<Integer>> rowsByTask = new LinkedHashMap<>();
        for (int row = 0; row < images.size(); row++) {
            if (isFinite(features, row * dimension, dimension)) {
                rowsByTask
                        .computeIfAbsent(images.get(row).request.task(), t -> new ArrayList<>())
                        .add(row);
            } else {
                outcomes[row] = new Refused(Cause.UNSCORABLE, "the backbone's feature of this image is not finite");
            }
        }
        Map<Integer, Judged> judged = new LinkedHashMap<>();
        rowsByTask.forEach((task, rows) -> judge(task, rows, features, versions, outcomes, judged));
        // Read once all heads are through: the device time is the whole batch's.
        long device = System.nanoTime() - startNanos;
        judged.forEach(
                (row, j) -> outcomes[row] = j.outcome(times(images.get(row), startNanos, device, images.size())));
        return Arrays.asList(outcomes);
    }

    /** A scored row, still without its times. */
    private record Judged(LiveVersion version, float[] feature, float[] probabilities, ZeroShotOpinion zeroShot) {
        Scored outcome(StageTimes times) {
            Novelty model = version.loaded().novelty();
            float novelty = model == null ? Float.NaN : model.ratio(feature, 0, Margins.best(probabilities));
            return new Scored(version, feature, probabilities, zeroShot, novelty, times);
        }
    }

    private void judge(
            String task,
            List<Integer> rows,
            float[] features,
            VersionSnapshot versions,
            ScoreOutcome[] outcomes,
            Map<Integer, Judged> judged) {
        LiveVersion version = versions.of(task);
        if (version == null) {
            Refused unknown = unknown(task);
            rows.forEach(row -> outcomes[row] = unknown);
            return;
        }
        int classes = version.loaded().labels().size();
        float[] packed = pack(rows, features);
        float[] probabilities = new float[rows.size() * classes];
        boolean same = version.loaded().zeroShot() == version.loaded().adapter();
        float[] zeroShot = same ? probabilities : new float[rows.size() * classes];
        try {
            apply(version.loaded().adapter(), packed, rows.size(), probabilities);
            if (!same) {
                apply(version.loaded().zeroShot(), packed, rows.size(), zeroShot);
            }
        } catch (RuntimeException e) {
            Refused broken = new Refused(Cause.UNSCORABLE, name(version) + " failed: " + e);
            rows.forEach(row -> outcomes[row] = broken);
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i);
            if (!isFinite(probabilities, i * classes, classes) || !isFinite(zeroShot, i * classes, classes)) {
                outcomes[row] =
                        new Refused(Cause.UNSCORABLE, name(version) + " gave probabilities that are not finite");
                continue;
            }
            judged.put(
                    row,
                    new Judged(
                            version,
                            Arrays.copyOfRange(packed, i * dimension, (i + 1) * dimension),
                            Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes),
                            opinion(Arrays.copyOfRange(zeroShot, i * classes, (i + 1) * classes))));
        }
    }

    /** What becomes of an image whose task no version serves. */
    static Refused unknown(String task) {
        return new Refused(Cause.UNKNOWN_TASK, "no version of task '" + task + "' is live");
    }

    private static void apply(Adapter adapter, float[] features, int count, float[] into) {
        adapter.probabilities(features, count, into);
    }

    private float[] pack(List<Integer> rows, float[] features) {
        float[] packed = new float[rows.size() * dimension];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(features, rows.get(i) * dimension, packed, i * dimension, dimension);
        }
        return packed;
    }

    private static ZeroShotOpinion opinion(float[] probabilities) {
        int best = Margins.best(probabilities);
        return new ZeroShotOpinion(best, Margins.margin(probabilities));
    }

    private static StageTimes times(Pending image, long startNanos, long device, int size) {
        return new StageTimes(
                image.decodeStartNanos - image.submittedNanos,
                image.decodeEndNanos - image.decodeStartNanos,
                Math.max(0, startNanos - image.decodeEndNanos),
                device,
                size);
    }

    private static String name(LiveVersion version) {
        return "version " + version.version() + " of task '" + version.task() + "'";
    }

    private static boolean isFinite(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }
}
