package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Digests;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task's fit would depend on now.
 *
 * @param training head, shots, options, seed
 * @param unusable examples that are left out: of another backbone or dimension, or of a class that has just been removed
 */
record RetrainInput(TrainingInput training, int unusable) {
    static RetrainInput of(RetrainTask task, long seed) {
        ClassHead head = task.head;
        List<Shot> shots = new ArrayList<>();
        int unusable = 0;
        for (RetrainExample held : task.examples().values()) {
            if (held.example().getLabel() == null || !held.example().getTrains()) {
                // "None of these" trains no class, and some audited images are kept for measuring alone.
                continue;
            }
            int label = head.labels().indexOf(held.example().getLabel());
            if (label < 0
                    || held.feature().length != head.dimension()
                    || !held.example().getModelId().equals(head.modelId())) {
                unusable++;
                continue;
            }
            shots.add(new Shot(
                    held.example().getImageId(),
                    label,
                    held.feature(),
                    held.example().getOrigin() == CorrectionOrigin.AUDIT));
        }
        SupportSet support = new SupportSet(shots);
        return new RetrainInput(new TrainingInput(head, support, task.spec.getOptions(), seed), unusable);
    }

    /** The same without a shot: what a class list starts from. */
    static RetrainInput empty(ClassHead head, TaskSpec spec, long seed) {
        return new RetrainInput(new TrainingInput(head, new SupportSet(List.of()), spec.getOptions(), seed), 0);
    }

    /** Digest of everything that fits of these methods depend on, hex. */
    String digest(List<String> methods) {
        return Digests.trainingInput(String.join(",", methods), training);
    }

    int size() {
        return training.support().size();
    }

    /** Shots that methods can be compared on. */
    int audited() {
        return training.support().audited().length;
    }

    /** The shots' image ids, sorted. */
    List<String> imageIds() {
        return training.support().shots().stream().map(Shot::id).toList();
    }
}
