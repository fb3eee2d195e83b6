package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Tensor;
import io.clipstream.clip.TextEncoder;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Heads from prompts and templates: for each class the mean of the text features of every prompt in every template,
 * brought to length 1, as in the prompt ensembles of the CLIP paper (Radford et al., 2021, section 3.1.4).
 *
 * <p>One head is computed at a time, since an encoder belongs to one thread; the encoder is the caller's to close.
 */
public final class TextHeads implements HeadSource {
    private static final int BATCH = 64;

    private final String modelId;
    private final float logitScale;
    private final TextEncoder encoder;

    /**
     * Heads of one backbone.
     *
     * @param modelId fingerprint of the backbone
     * @param logitScale s = exp(logit_scale) of the checkpoint, positive
     * @param encoder its text tower
     */
    public TextHeads(String modelId, float logitScale, TextEncoder encoder) {
        this.modelId = modelId;
        this.logitScale = logitScale;
        this.encoder = encoder;
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public synchronized ClassHead head(TaskSpec spec) {
        float[][] rows = new float[spec.getClasses().size()][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = mean(texts(spec, spec.getClasses().get(c)));
        }
        return new ClassHead(
                List.copyOf(TaskRules.labels(spec)),
                TaskRules.revision(spec),
                modelId,
                Tensor.ofRows(rows),
                logitScale);
    }

    private static List<String> texts(TaskSpec spec, TaskClass c) {
        List<String> texts = new ArrayList<>();
        for (String template : TaskRules.templates(spec)) {
            for (String prompt : TaskRules.prompts(c)) {
                texts.add(template.replace("{}", prompt));
            }
        }
        return texts;
    }

    private float[] mean(List<String> texts) {
        double[] sum = new double[encoder.dimension()];
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
            for (float[] feature : encoder.encode(batch)) {
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += feature[d];
                }
            }
        }
        double square = 0;
        for (double value : sum) {
            square += value * value;
        }
        float[] unit = new float[sum.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = (float) (sum[d] / Math.sqrt(square));
        }
        return unit;
    }
}
