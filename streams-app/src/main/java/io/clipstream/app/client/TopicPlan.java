package io.clipstream.app.client;

import io.clipstream.topology.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be done so that one topic is as the configuration wants it.
 *
 * @param topic as wanted
 * @param exists whether the broker has it
 * @param actualPartitions partitions that it has, 0 where it does not exist
 * @param settings wanted settings that differ, with the present value
 */
public record TopicPlan(Topic<?> topic, boolean exists, int actualPartitions, Map<String, String> settings) {
    /** Compares. */
    static TopicPlan of(Topic<?> topic, int actualPartitions, Map<String, String> actualSettings) {
        Map<String, String> differing = new TreeMap<>();
        topic.settings().forEach((name, wanted) -> {
            String actual = actualSettings.get(name);
            if (!wanted.equals(actual)) {
                differing.put(name, actual == null ? "" : actual);
            }
        });
        return new TopicPlan(topic, true, actualPartitions, differing);
    }

    static TopicPlan missing(Topic<?> topic) {
        return new TopicPlan(topic, false, 0, Map.of());
    }

    /** Whether the topic is as wanted. */
    public boolean isDone() {
        return exists && actualPartitions == topic.partitions() && settings.isEmpty();
    }

    /** The differences, a line each; empty where there are none. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!exists) {
            lines.add(
                    "+ " + topic.name() + ": " + topic.partitions() + " partitions " + new TreeMap<>(topic.settings()));
            return lines;
        }
        settings.forEach((name, actual) -> lines.add("~ " + topic.name() + ": " + name + " " + actual + " -> "
                + topic.settings().get(name)));
        if (actualPartitions != topic.partitions()) {
            // More partitions would move keys away from their history; that is a person's decision.
            lines.add("! " + topic.name() + ": has " + actualPartitions + " partitions, the configuration says "
                    + topic.partitions() + "; left as it is, since keys would move");
        }
        return lines;
    }
}
