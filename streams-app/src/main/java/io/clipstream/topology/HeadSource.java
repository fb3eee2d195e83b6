package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.schemas.TaskSpec;
import java.util.concurrent.CompletableFuture;

/** Computes the text weights of a task's classes; the only thing that needs the text tower. Safe for use by many threads. */
public interface HeadSource {
    /** Backbone that the heads come from. */
    String modelId();

    /**
     * The head of a good specification; a pure function of it and the backbone, with {@link TaskRules#revision}.
     *
     * <p>Returns at once; threads of the source's own do the work. Cancelling the future ends it. It fails with
     * {@link UnusableHeadException} where trying again would not help.
     */
    CompletableFuture<ClassHead> head(TaskSpec spec);
}
