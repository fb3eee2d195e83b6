package io.clipstream.topology;

import io.clipstream.adapter.Evaluation;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.PredictedView;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.VersionEntry;
import java.util.HashMap;
import java.util.Map;

/** Takes versions out of use that were found worse than plain CLIP or must not be used. Belongs to one stream thread. */
final class RetrainDemotion {
    private final RetrainState state;
    private final RetrainPublisher publisher;

    RetrainDemotion(RetrainState state, RetrainPublisher publisher) {
        this.state = state;
        this.publisher = publisher;
    }

    /**
     * Takes down whether an audited image had been predicted right, before anything learned it, and takes the version in use
     * back where such images show it to be worse than plain CLIP.
     */
    void audited(RetrainTask task, RetrainExample held) {
        PredictedView predicted = held.example().getPredicted();
        VersionEntry champion = task.champion();
        if (predicted == null
                || !task.admissible(champion)
                || !isOfMethod(task, predicted.getAdapterVersion(), champion.getMethod())
                || !RetrainInput.fits(held, task.head, RetrainInput.rows(task.head))) {
            return;
        }
        String label = held.example().getLabel();
        float[] zeroShot = new float[task.head.classes()];
        ZeroShot.adapter(task.head).probabilities(held.feature(), 1, zeroShot);
        String plain = task.head.labels().get(Evaluation.mostProbable(zeroShot, 0, zeroShot.length));
        RetrainPrequential window = RetrainPrequential.of(task.ledger.getPrequential())
                .with(predicted.getLabel().equals(label), plain.equals(label));
        state.update(task, ledger -> ledger.setPrequential(window.bytes()));
        if (window.isWorse() && task.ledger.getPinned() == null) {
            Map<String, Double> figures = new HashMap<>();
            window.addTo(figures);
            rollBack(
                    task,
                    "rule:prequential",
                    "audited images, each judged before it was learned, show plain CLIP to be significantly better",
                    figures);
        }
    }

    /** Whether a version of this class list is of that method; of one that is not retained, the method is the champion's. */
    private static boolean isOfMethod(RetrainTask task, long version, String method) {
        VersionEntry entry = task.versions().get(version);
        return entry == null
                ? version > task.ledger.getZeroShot()
                : entry.getMethod().equals(method)
                        && entry.getRevision().equals(task.head.revision())
                        && entry.getModelId().equals(task.head.modelId());
    }

    /** Puts the class list's zero-shot head back, which stays until something better is fitted. */
    void rollBack(RetrainTask task, String by, String reason, Map<String, Double> figures) {
        publisher.rollBack(task, by, reason, figures);
        task.dropWork();
        task.due().begun();
        task.due().hold(true);
    }

    /** The champion may have seen withdrawn data: the best version that has not takes its place until the refit is there. */
    void replaceInadmissible(RetrainTask task) {
        if (task.admissible(task.champion()) || task.job != null) {
            return;
        }
        VersionEntry best = task.bestAdmissible()
                .orElseThrow(() -> new IllegalStateException(
                        "task " + task.name() + " has a head and no zero-shot version of its class list"));
        publisher
                .log()
                .line(
                        task,
                        best.getVersion(),
                        task.ledger.getChampion(),
                        best.getMethod(),
                        PromotionOutcome.PROMOTED,
                        "rule:inadmissible-champion",
                        "the champion has seen images that were withdrawn, or is gone");
        publisher.point(task, best.getVersion(), "rule:inadmissible-champion");
        publisher.prune(task);
        task.series = null;
        // What stands in may know less than what was attempted.
        state.update(task, ledger -> ledger.setAttempted(""));
        task.due().atOnce();
    }
}
