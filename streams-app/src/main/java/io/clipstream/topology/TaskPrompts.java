package io.clipstream.topology;

import io.clipstream.adapter.Digests;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the classes of a task are called, and so which texts its head is made of.
 *
 * <p>A class has names, which go into every template, and whole texts, which are taken as they are. Its own texts alone
 * stand for a class that has no names; a class with neither is called by its label.
 */
public final class TaskPrompts {
    /** Where the class goes in a template. */
    public static final String PLACE = "{}";

    /** Most texts that a head is made of: days of work for a CPU, and far above 1,000 classes in 80 templates. */
    public static final int MAX_TEXTS = 1_000_000;

    /** Longest template, name or text in characters; the text tower reads some 77 tokens of it. */
    public static final int MAX_LENGTH = 1_000;

    private TaskPrompts() {}

    /** The names of a class: the label itself where it has neither names nor texts of its own. */
    public static List<String> names(TaskClass c) {
        return c.getPrompts().isEmpty() && c.getTexts().isEmpty() ? List.of(c.getLabel()) : c.getPrompts();
    }

    /** The templates of a task: the name alone where none is given. */
    public static List<String> templates(TaskSpec spec) {
        return spec.getTemplates().isEmpty() ? List.of(PLACE) : spec.getTemplates();
    }

    /** How many texts the task's head is made of. */
    public static long count(TaskSpec spec) {
        long templates = templates(spec).size();
        return spec.getClasses().stream()
                .mapToLong(c -> names(c).size() * templates + c.getTexts().size())
                .sum();
    }

    /** The label of the class that goes by this name without being labelled so. */
    static Optional<String> labelOf(TaskSpec spec, String name) {
        return spec.getClasses().stream()
                .filter(c -> !c.getLabel().equals(name) && c.getPrompts().contains(name))
                .map(TaskClass::getLabel)
                .findFirst();
    }

    /** Digest of the class list with its names, texts and templates, hex; see {@link TaskRules#revision}. */
    static String revision(TaskSpec spec) {
        List<String> labels =
                spec.getClasses().stream().map(TaskClass::getLabel).toList();
        List<List<String>> names =
                spec.getClasses().stream().map(TaskPrompts::names).toList();
        List<List<String>> texts =
                spec.getClasses().stream().map(TaskClass::getTexts).toList();
        return Digests.classList(labels, names, texts, templates(spec));
    }

    /** What is wrong with names, texts and templates; empty if nothing is. */
    static Optional<String> problem(TaskSpec spec) {
        Optional<String> problem = listProblem("templates", spec.getTemplates(), true);
        for (int i = 0; problem.isEmpty() && i < spec.getClasses().size(); i++) {
            TaskClass c = spec.getClasses().get(i);
            String where = "classes[" + i + "] '" + c.getLabel() + "': ";
            problem = listProblem(where + "prompts", c.getPrompts(), false)
                    .or(() -> listProblem(where + "texts", c.getTexts(), false));
        }
        return problem.or(() -> tooMany(spec));
    }

    private static Optional<String> tooMany(TaskSpec spec) {
        long count = count(spec);
        return count <= MAX_TEXTS
                ? Optional.empty()
                : Optional.of("templates: the names of " + spec.getClasses().size() + " classes in "
                        + templates(spec).size() + " templates make " + count + " texts, at most " + MAX_TEXTS
                        + " make a head");
    }

    private static Optional<String> listProblem(String field, List<String> entries, boolean templates) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            String where = field + "[" + i + "] '" + shortened(entry) + "' ";
            if (entry.isBlank()) {
                return Optional.of(where + "must not be empty");
            }
            if (entry.length() > MAX_LENGTH) {
                return Optional.of(
                        where + "has " + entry.length() + " characters, at most " + MAX_LENGTH + " are read");
            }
            int places = (entry.length() - entry.replace(PLACE, "").length()) / PLACE.length();
            if (templates && places != 1) {
                return Optional.of(
                        where + "must contain {} exactly once, where the class goes; it is there " + places + " times");
            }
            if (!templates && places > 0) {
                return Optional.of(where + "must not contain {}: what has a place for the class belongs in templates");
            }
            Integer before = seen.put(entry, i);
            if (before != null) {
                return Optional.of(where + "stands there twice, as " + field + "[" + before + "] too");
            }
        }
        return Optional.empty();
    }

    private static String shortened(String entry) {
        return entry.length() <= 100 ? entry : entry.substring(0, 100) + "...";
    }
}
