package io.clipstream.loadtest.crash;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.Tensor;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Lineage;
import io.clipstream.topology.AdapterRecords;
import java.util.List;
import java.util.Map;

/**
 * What version number v of the task says of an image: its class moved on by v, with a probability that no neighbour has, so
 * that the version which made a prediction can be read off the prediction itself.
 *
 * <p>Version 1 is the retrain role's own zero-shot head: nothing moved, the backbone's scale.
 */
final class NumberedVersions {
    /** Prime to the classes, so that no two versions near each other agree. */
    private static final int SCALES = 997;

    private static final double TOLERANCE = 1e-5;
    private static final int CLASSES = OneHotModel.CLASSES;

    private NumberedVersions() {}

    private static float scale(long version) {
        return version == 1 ? OneHotModel.LOGIT_SCALE : 2 + version % SCALES * 0.002f;
    }

    private static int shift(long version) {
        return version == 1 ? 0 : (int) (version % CLASSES);
    }

    /** The version of that number; class list and backbone are those of {@code first}. */
    static AdapterVersion version(long number, AdapterVersion first) {
        float[] text = new float[CLASSES * CLASSES];
        for (int image = 0; image < CLASSES; image++) {
            text[(image + shift(number)) % CLASSES * CLASSES + image] = 1;
        }
        AdapterArtifact artifact = new AdapterArtifact(
                ZeroShot.NAME,
                first.getModelId(),
                CLASSES,
                first.getLabels(),
                first.getClassListRevision(),
                scale(number),
                Map.of(ZeroShot.TEXT, new Tensor(new int[] {CLASSES, CLASSES}, text)));
        Lineage lineage = Lineage.newBuilder(first.getLineage()).setParent(1L).build();
        return AdapterRecords.version(Setup.TASK, number, artifact, lineage);
    }

    /** Whether that version says this of an image of that class. */
    static boolean says(long version, int imageClass, List<LabelProbability> top) {
        double rest = Math.exp(-scale(version));
        double sum = 1 + (CLASSES - 1) * rest;
        String label = Setup.label((imageClass + shift(version)) % CLASSES);
        if (!top.get(0).getLabel().equals(label) || isFar(top.get(0).getProbability(), 1 / sum)) {
            return false;
        }
        return top.stream().skip(1).noneMatch(other -> isFar(other.getProbability(), rest / sum));
    }

    private static boolean isFar(float found, double expected) {
        return !(Math.abs(found - expected) <= TOLERANCE);
    }
}
