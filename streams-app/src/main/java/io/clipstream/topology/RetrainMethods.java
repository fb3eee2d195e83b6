package io.clipstream.topology;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.MetricResidual;
import io.clipstream.schemas.TaskSpec;
import java.util.List;
import java.util.Map;

/** Which methods a task's specification asks for, where it leaves the choice to the selector too. */
final class RetrainMethods {
    /** A task of this method is served by the default learner, until one of the default challengers wins. */
    static final String AUTO = "auto";

    /** The default learner. */
    static final String DEFAULT = MetricResidual.NAME;

    private static final List<String> DEFAULT_CHALLENGERS = List.of("clip-adapter", "tip-adapter-f");

    private RetrainMethods() {}

    /** The method that follows the task's corrections unless a challenger wins. */
    static String own(TaskSpec spec) {
        return spec.getMethod().equals(AUTO) ? DEFAULT : spec.getMethod();
    }

    /** The methods that challenge it, in order. */
    static List<String> challengers(TaskSpec spec) {
        if (!spec.getMethod().equals(AUTO) || !spec.getChallengers().isEmpty()) {
            return spec.getChallengers();
        }
        List<String> known = AdapterMethods.names();
        return DEFAULT_CHALLENGERS.stream().filter(known::contains).toList();
    }

    /** Whether the method learns from unlabelled images too; no other is refitted because the sample has changed. */
    static boolean takesSample(String method, Map<String, String> options) {
        return method.equals(MetricResidual.NAME) && MetricResidual.takesSample(options);
    }
}
