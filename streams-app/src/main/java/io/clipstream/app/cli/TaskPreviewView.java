package io.clipstream.app.cli;

import io.clipstream.app.client.ClassChanges;
import io.clipstream.app.client.TaskPreview;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskPrompts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints what applying a task would change. */
final class TaskPreviewView {
    private static final int SHOWN = 20;

    private final PrintWriter out;
    private final TaskSpec task;

    TaskPreviewView(PrintWriter out, TaskSpec task) {
        this.out = out;
        this.task = task;
    }

    /** One JSON object; of a new task, its name and classes. */
    void json(Optional<TaskPreview> preview) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("task", task.getTask());
        view.put("new", preview.isEmpty());
        view.put("classes", task.getClasses().size());
        preview.ifPresent(changes -> put(view, changes));
        out.println(Json.line(view));
    }

    private static void put(Map<String, Object> view, TaskPreview preview) {
        ClassChanges classes = preview.classes();
        view.put("added", classes.added());
        view.put("removed", classes.removed());
        view.put("renamed", classes.renamed());
        view.put("merged", classes.merged());
        view.put("forgotten", classes.forgotten());
        view.put("reworded", classes.reworded());
        view.put("templates", classes.templates());
        view.put("examples", preview.examples());
        view.put("moved", preview.moved());
        view.put("leaving", preview.leaving());
        view.put("before", version(preview.before()));
        view.put("after", version(preview.after()));
        view.put("refit", preview.after() != preview.before());
        view.put("why", preview.why());
        view.put("images", preview.shift().images());
        view.put("changed", preview.shift().changed());
        view.put("changes", preview.shift().changes());
        view.put("meanShift", preview.shift().meanShift());
        view.put("doubtfulBefore", preview.doubtfulBefore());
        view.put("doubtfulAfter", preview.doubtfulAfter());
    }

    private static Map<String, Object> version(AdapterVersion version) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("method", version.getMethod());
        view.put("classes", version.getLabels().size());
        view.put("examples", version.getLineage().getExamples());
        return view;
    }

    /** Lines for people. */
    void text(Optional<TaskPreview> preview) {
        if (preview.isPresent()) {
            text(preview.get());
        } else {
            out.println("Nothing is changed. Task '" + task.getTask() + "' would be new, with "
                    + task.getClasses().size() + " classes and a head of " + TaskPrompts.count(task)
                    + " texts; it has predicted no image yet to look at.");
        }
    }

    private void text(TaskPreview preview) {
        out.println("Nothing is changed. Applied, task '" + task.getTask() + "' would come to this:");
        line("classes", classes(preview.classes()));
        line("examples", examples(preview));
        AdapterVersion after = preview.after();
        line(
                "version",
                preview.after() == preview.before()
                        ? "stays version " + after.getVersion() + " (" + after.getMethod() + ")"
                        : after.getMethod() + " on " + after.getLineage().getExamples()
                                + " examples after the first refit, now "
                                + preview.before().getMethod() + " on "
                                + preview.before().getLineage().getExamples());
        if (!preview.why().isEmpty()) {
            line("gate", preview.why());
        }
        int images = preview.shift().images();
        line(
                "other label",
                String.format(
                        "%d of the last %d images, probabilities moved by %.1f %% on average",
                        preview.shift().changed(), images, 100 * preview.shift().meanShift()));
        preview.shift().changes().entrySet().stream()
                .limit(SHOWN)
                .forEach(change -> out.printf("%14d %s%n", change.getValue(), Printable.line(change.getKey(), 300)));
        line(
                "not accepted",
                String.format(
                        "%d of %d, now %d, by margin and target precision",
                        preview.doubtfulAfter(), images, preview.doubtfulBefore()));
    }

    private void line(String name, String value) {
        out.printf("  %-12s %s%n", name, Printable.line(value, 2000));
    }

    private static String classes(ClassChanges classes) {
        List<String> said = new ArrayList<>();
        say(said, "added", classes.added());
        say(said, "removed", classes.removed());
        classes.renamed().forEach((from, to) -> said.add(from + " renamed to " + to));
        classes.merged().forEach((to, from) -> said.add(String.join(" and ", from) + " merged into " + to));
        say(said, "not known any more by", classes.forgotten());
        say(said, "other names or texts for", classes.reworded());
        if (classes.templates()) {
            said.add("other templates");
        }
        return said.isEmpty() ? "as they are" : String.join("; ", said);
    }

    private static void say(List<String> said, String what, List<String> labels) {
        if (!labels.isEmpty()) {
            String more = labels.size() > SHOWN ? ", ... (" + labels.size() + ")" : "";
            said.add(what + " " + String.join(", ", labels.subList(0, Math.min(SHOWN, labels.size()))) + more);
        }
    }

    private static String examples(TaskPreview preview) {
        String said = preview.examples() + " in the buffer: "
                + (preview.examples() - preview.moved() - preview.left()) + " stay, " + preview.moved()
                + " stay under another label, " + preview.left() + " leave";
        String forgotten = preview.classes().forgotten().isEmpty()
                ? ""
                : "; and those that people named "
                        + String.join(" or ", preview.classes().forgotten());
        return (preview.leaving().isEmpty() ? said : said + " " + preview.leaving()) + forgotten;
    }
}
