package io.clipstream.topology;

import io.clipstream.adapter.AuditLabels;
import io.clipstream.adapter.ClassHead;
import io.clipstream.schemas.CorrectionOrigin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads off a task's examples with which probability audited images were drawn, and what people rejected. */
final class RetrainAuditLabels {
    /** A draw that was rarer counts no more than this: one label must not outweigh all others. */
    private static final double RAREST = 1e-4;

    private RetrainAuditLabels() {}

    static AuditLabels of(Collection<RetrainExample> examples, ClassHead head) {
        Map<String, Double> weights = new HashMap<>();
        List<AuditLabels.Rejected> rejected = new ArrayList<>();
        for (RetrainExample held : examples) {
            String id = held.example().getImageId();
            boolean audited = held.example().getOrigin() == CorrectionOrigin.AUDIT;
            double weight = weight(held.example().getInclusionProbability());
            if (held.example().getLabel() != null) {
                if (audited) {
                    weights.put(id, weight);
                }
            } else if (held.feature().length == head.dimension()
                    && held.example().getModelId().equals(head.modelId())) {
                rejected.add(new AuditLabels.Rejected(id, held.feature(), audited, weight));
            }
        }
        return new AuditLabels(weights, rejected);
    }

    /** Examples of earlier releases do not say: they count as always drawn, which is right where all are such. */
    private static double weight(Float probability) {
        // Written so that NaN and nonsense count as unknown too.
        return probability != null && probability > 0 && probability <= 1 ? 1 / Math.max(RAREST, probability) : 1;
    }
}
