package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.TaskSpec;
import java.util.List;

/** Heads whose text weights are the features of images that bear the class's name. */
final class TestHeads implements HeadSource {
    private final String modelId;

    TestHeads(String modelId) {
        this.modelId = modelId;
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public ClassHead head(TaskSpec spec) {
        List<String> labels = List.copyOf(TaskRules.labels(spec));
        float[][] rows = labels.stream().map(LearningRecords::feature).toArray(float[][]::new);
        return new ClassHead(labels, TaskRules.revision(spec), modelId, Tensor.ofRows(rows), 100f);
    }
}
