package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Tensor;
import io.clipstream.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Heads whose text weights are the features of images that bear the class's name; a class {@link #UNUSABLE} makes none.
 */
final class TestHeads implements HeadSource {
    static final String UNUSABLE = "unusable";

    /** All that was ever asked for. */
    final List<CompletableFuture<ClassHead>> heads = new ArrayList<>();

    private final String modelId;
    private final Executor executor;

    TestHeads(String modelId, Executor executor) {
        this.modelId = modelId;
        this.executor = executor;
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public CompletableFuture<ClassHead> head(TaskSpec spec) {
        CompletableFuture<ClassHead> head = CompletableFuture.supplyAsync(() -> compute(spec), executor);
        heads.add(head);
        return head;
    }

    private ClassHead compute(TaskSpec spec) {
        List<String> labels = List.copyOf(TaskRules.labels(spec));
        if (labels.contains(UNUSABLE)) {
            throw new UnusableHeadException("class 'unusable' has no direction");
        }
        float[][] rows = labels.stream().map(LearningRecords::feature).toArray(float[][]::new);
        return new ClassHead(labels, TaskRules.revision(spec), modelId, Tensor.ofRows(rows), 100f);
    }
}
