package io.clipstream.app.quickstart;

import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.time.Instant;
import java.util.List;

/** Makes the quickstart's tasks. */
final class DemoTasks {
    /** Enough that a class's variety is in the buffer, few enough that a refit takes milliseconds. */
    private static final int EXAMPLES_PER_CLASS = 64;

    private DemoTasks() {}

    /** A task of these classes. */
    static TaskSpec of(String name, List<TaskClass> classes, List<String> templates) {
        return learningQuickly(TaskSpec.newBuilder()
                .setTask(name)
                .setClasses(classes)
                .setTemplates(templates)
                .setPolicy(new ScoringPolicy(5, 0.1f, 0.1f, null, 0.01f, null))
                .setAppliedBy("quickstart")
                .setAppliedAt(Instant.now())
                .build());
    }

    /** The same task with the buffer of a labeller who does nothing else. */
    static TaskSpec learningQuickly(TaskSpec task) {
        return TaskSpec.newBuilder(task).setBufferPerClass(EXAMPLES_PER_CLASS).build();
    }
}
