package io.clipstream.topology;

import io.clipstream.adapter.AuditLabels;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Digests;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a task's fit would depend on now, and what the gate would look at.
 *
 * @param training head, shots, unlabelled sample, options, seed
 * @param heldOut labelled images that no fit sees
 * @param audit what is known of the audit sample besides shots and held-out images
 * @param noveltyShare of images of known kind that may be called novel, in [0, 0.5]
 * @param sampleDigest digest of the unlabelled sample, hex; empty where there is none
 * @param sampled images in the unlabelled sample
 */
record RetrainInput(
        TrainingInput training,
        SupportSet heldOut,
        AuditLabels audit,
        float noveltyShare,
        String sampleDigest,
        int sampled) {
    private RetrainInput(TrainingInput training, SupportSet heldOut, AuditLabels audit, float noveltyShare) {
        this(
                training,
                heldOut,
                audit,
                noveltyShare,
                training.sample().size() == 0 ? "" : training.sample().digest(),
                training.sample().size());
    }

    /** The task's shots with this sample, which may be empty. */
    static RetrainInput of(RetrainTask task, UnlabelledSample sample, long seed) {
        ClassHead head = task.head;
        Map<String, Integer> rows = rows(head);
        List<Shot> shots = new ArrayList<>();
        List<Shot> heldOut = new ArrayList<>();
        for (RetrainExample held : task.examples().values()) {
            if (fits(held, head, rows)) {
                Shot shot = held.shot(rows.get(held.example().getLabel()));
                if (held.trains()) {
                    shots.add(shot);
                } else if (held.isHeldOut()) {
                    heldOut.add(shot);
                }
            }
        }
        TrainingInput training = new TrainingInput(head, new SupportSet(shots), sample, task.spec.getOptions(), seed);
        return new RetrainInput(
                training,
                new SupportSet(heldOut),
                RetrainAuditLabels.of(task.examples().values(), head),
                task.spec.getPolicy().getNoveltyShare());
    }

    /** The same without a shot: what a class list starts from. */
    static RetrainInput empty(ClassHead head, TaskSpec spec, long seed) {
        return new RetrainInput(
                new TrainingInput(head, SupportSet.EMPTY, spec.getOptions(), seed),
                SupportSet.EMPTY,
                AuditLabels.NONE,
                0);
    }

    /** The row of each class in the head, by label. */
    static Map<String, Integer> rows(ClassHead head) {
        Map<String, Integer> rows = new HashMap<>();
        head.labels().forEach(label -> rows.put(label, rows.size()));
        return rows;
    }

    /** Whether an example speaks of this head: others are of another backbone, or of a class that was just removed. */
    static boolean fits(RetrainExample held, ClassHead head, Map<String, Integer> rows) {
        return held.example().getLabel() != null
                && rows.containsKey(held.example().getLabel())
                && held.feature().length == head.dimension()
                && held.example().getModelId().equals(head.modelId());
    }

    /** What this method is fitted to: the sample only where it learns from it. */
    TrainingInput of(String method) {
        return RetrainMethods.takesSample(method, training.options())
                        || training.sample().size() == 0
                ? training
                : bare();
    }

    private TrainingInput bare() {
        return new TrainingInput(training.head(), training.support(), training.options(), training.seed());
    }

    /** The same with these shots more. */
    RetrainInput plus(List<Shot> more) {
        List<Shot> shots = new ArrayList<>(training.support().shots());
        shots.addAll(more);
        return new RetrainInput(
                training.with(new SupportSet(shots)), heldOut, audit, noveltyShare, sampleDigest, sampled);
    }

    /** The same for writing down what was fitted, without the sample's features. */
    RetrainInput withoutSample() {
        return new RetrainInput(bare(), heldOut, AuditLabels.NONE, noveltyShare, sampleDigest, sampled);
    }

    /** Digest of everything that a fit of this method depends on, hex: that of the sample follows after a slash. */
    String digest(String method) {
        String shots = Digests.trainingInput(method, bare());
        return RetrainMethods.takesSample(method, training.options()) && sampled > 0
                ? shots + "/" + sampleDigest
                : shots;
    }

    /**
     * Whether a fit of this method would learn nothing new.
     *
     * @param attempted digest of what it was last fitted to
     * @param sampleToo whether another sample alone is something new
     */
    boolean isAttempted(String method, String attempted, boolean sampleToo) {
        String now = digest(method);
        return sampleToo ? now.equals(attempted) : shotsOf(now).equals(shotsOf(attempted));
    }

    private static String shotsOf(String digest) {
        int slash = digest.indexOf('/');
        return slash < 0 ? digest : digest.substring(0, slash);
    }

    /**
     * Digest of everything that a comparison of these methods depends on, but for the unlabelled sample, hex: it changes all
     * the time, and a comparison need not be made again for it.
     */
    String comparison(List<String> methods) {
        String digest = Digests.trainingInput(String.join(",", methods), bare());
        return heldOut.isEmpty() ? digest : digest + "/" + Digests.supportSet(heldOut);
    }

    int size() {
        return training.support().size();
    }

    /** The shots' image ids, sorted. */
    List<String> imageIds() {
        return training.support().shots().stream().map(Shot::id).toList();
    }
}
