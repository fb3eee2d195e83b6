package io.clipstream.app.client;

import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskPrompts;
import io.clipstream.topology.TaskRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of a task's classes under another specification.
 *
 * @param added labels that it did not have
 * @param removed labels that it does not have any more, and that no class goes by
 * @param renamed new labels by the old ones
 * @param merged by label, the labels of the classes that become this one
 * @param forgotten former labels by which no class goes any more: what was said by them does not count any more, and which
 *     examples that are is not told by the buffer
 * @param reworded labels of the classes that stay and whose names or texts are others
 * @param templates whether the templates are others
 */
public record ClassChanges(
        List<String> added,
        List<String> removed,
        Map<String, String> renamed,
        Map<String, List<String>> merged,
        List<String> forgotten,
        List<String> reworded,
        boolean templates) {
    /** Compares two specifications of one task. */
    static ClassChanges of(TaskSpec now, TaskSpec next) {
        Map<String, TaskClass> before = new HashMap<>();
        now.getClasses().forEach(c -> before.put(c.getLabel(), c));
        List<String> added = new ArrayList<>();
        Map<String, String> renamed = new LinkedHashMap<>();
        Map<String, List<String>> merged = new LinkedHashMap<>();
        List<String> reworded = new ArrayList<>();
        Set<String> removed = new LinkedHashSet<>(TaskRules.labels(now));
        for (TaskClass c : next.getClasses()) {
            List<String> sources = new ArrayList<>(c.getFormerly());
            sources.add(0, c.getLabel());
            sources.retainAll(before.keySet());
            sources.forEach(removed::remove);
            if (sources.isEmpty()) {
                added.add(c.getLabel());
            } else if (sources.size() > 1) {
                merged.put(c.getLabel(), List.copyOf(sources));
            } else {
                TaskClass source = before.get(sources.get(0));
                if (!source.getLabel().equals(c.getLabel())) {
                    renamed.put(source.getLabel(), c.getLabel());
                }
                if (!texts(source).equals(texts(c))) {
                    reworded.add(c.getLabel());
                }
            }
        }
        List<String> forgotten = now.getClasses().stream()
                .flatMap(c -> c.getFormerly().stream())
                .filter(former -> TaskRules.labelOf(next, former).isEmpty())
                .toList();
        return new ClassChanges(
                List.copyOf(added),
                List.copyOf(removed),
                renamed,
                merged,
                forgotten,
                List.copyOf(reworded),
                !TaskPrompts.templates(now).equals(TaskPrompts.templates(next)));
    }

    private static List<List<String>> texts(TaskClass c) {
        return List.of(TaskPrompts.names(c), c.getTexts());
    }
}
