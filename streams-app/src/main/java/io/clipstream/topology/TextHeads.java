package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.clip.TextFeatures;
import io.clipstream.clip.TextSink;
import io.clipstream.schemas.TaskSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Heads from names, templates and texts: for each class the mean of the text features of every name in every template and of
 * the class's own texts, all with the same weight, brought to length 1.
 *
 * <p>With one name a class these are the prompt ensembles of the CLIP paper (Radford et al., 2021, section 3.1.4). As every
 * name stands in every template, a class's names weigh the same; a whole text weighs as much as one name in one template.
 */
public final class TextHeads implements HeadSource {
    private final String modelId;
    private final int dimension;
    private final float logitScale;
    private final TextFeatures features;

    /**
     * Heads of one backbone.
     *
     * @param modelId fingerprint of the backbone
     * @param dimension D of its features
     * @param logitScale s = exp(logit_scale) of the checkpoint, positive
     * @param features of its text tower; stays the caller's
     */
    public TextHeads(String modelId, int dimension, float logitScale, TextFeatures features) {
        this.modelId = modelId;
        this.dimension = dimension;
        this.logitScale = logitScale;
        this.features = features;
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public CompletableFuture<ClassHead> head(TaskSpec spec) {
        InWork head = new InWork(spec);
        features.request("Head of task '" + spec.getTask() + "'", head.texts, head);
        return head.result;
    }

    private final class InWork implements TextSink {
        private final CompletableFuture<ClassHead> result = new CompletableFuture<>();
        private final List<String> labels;
        private final String revision;
        private final HeadTexts texts;
        private final HeadSums sums;

        private InWork(TaskSpec spec) {
            this.labels = List.copyOf(TaskRules.labels(spec));
            this.revision = TaskRules.revision(spec);
            this.texts = new HeadTexts(spec);
            this.sums = new HeadSums(labels.size(), dimension);
        }

        @Override
        public boolean wanted() {
            return !result.isDone();
        }

        @Override
        public void accept(int index, float[] feature) {
            for (float value : feature) {
                if (!Float.isFinite(value)) {
                    throw new UnusableHeadException("class '" + labels.get(texts.classOf(index))
                            + "': the text tower gives no finite feature for '" + texts.get(index) + "'");
                }
            }
            sums.add(texts.classOf(index), feature);
        }

        @Override
        public void done() {
            for (int c = 0; c < labels.size(); c++) {
                if (!sums.hasDirection(c)) {
                    failed(new UnusableHeadException("class '" + labels.get(c) + "': the features of its "
                            + texts.count(c) + " texts cancel each other out; give it other names or texts"));
                    return;
                }
            }
            result.complete(new ClassHead(labels, revision, modelId, sums.directions(), logitScale));
        }

        @Override
        public void failed(Throwable cause) {
            result.completeExceptionally(cause);
        }
    }
}
