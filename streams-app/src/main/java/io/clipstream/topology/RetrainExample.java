package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.Shot;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * An example of the buffer with its feature ready to be fitted.
 *
 * @param feature D values, length 1
 */
record RetrainExample(Example example, float[] feature) {
    /** Throws {@link IllegalArgumentException}, which names the field, if it cannot be a shot: anybody may write examples. */
    static RetrainExample of(Example example) {
        if (!(example.getAgreement() > 0 && example.getAgreement() <= 1)) {
            throw new IllegalArgumentException(
                    "agreement: is " + example.getAgreement() + ", expected a number above 0 up to 1");
        }
        ByteBuffer buffer = example.getFeature().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        try {
            return new RetrainExample(example, HalfFloats.readUnit(bytes));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("feature: " + e.getMessage(), e);
        }
    }

    /** Whether versions may be fitted to it: neither "none of these", nor held out, nor there to measure alone. */
    boolean trains() {
        return example.getLabel() != null && example.getTrains() && !example.getHeldOut();
    }

    /** Whether it has a label that no fit sees and that the gate may look at. */
    boolean isHeldOut() {
        return example.getLabel() != null
                && (example.getHeldOut() || (!example.getTrains() && example.getOrigin() == CorrectionOrigin.AUDIT));
    }

    /** Whether its image was drawn at random for labelling. */
    boolean isAudited() {
        return example.getOrigin() == CorrectionOrigin.AUDIT;
    }

    /**
     * Whether it says the same of its image as before, trained on or not; what may never be trained on says another thing,
     * and so does the feature of another backbone.
     */
    boolean saysTheSame(RetrainExample before) {
        return example.getModelId().equals(before.example.getModelId())
                && Objects.equals(example.getLabel(), before.example.getLabel())
                && example.getHeldOut() == before.example.getHeldOut();
    }

    /** The shot of a class; the example must have a label of the task. */
    Shot shot(int label) {
        return new Shot(example.getImageId(), label, feature, isAudited(), example.getAgreement(), example.getSource());
    }
}
