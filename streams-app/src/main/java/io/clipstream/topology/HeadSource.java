package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.schemas.TaskSpec;

/** Computes the text weights of a task's classes; the only thing that needs the text tower. Safe for use by many threads. */
public interface HeadSource {
    /** Backbone that the heads come from. */
    String modelId();

    /** The head of a good specification; a pure function of it and the backbone, with {@link TaskRules#revision}. */
    ClassHead head(TaskSpec spec);
}
