package io.clipstream.app.cli;

import io.clipstream.adapter.DriftWatch;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.JudgedRow;
import io.clipstream.adapter.ReliabilityFigures;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.app.client.RecentPredictions;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.NoveltyModel;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.topology.KnowledgeRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a task knows of itself, as people want to see it; figures that rest on too few labels say so instead. */
final class TaskStatusView {
    private static final int LONGEST = 80;

    private final AdapterVersion version;
    private final ChampionPointer pointer;
    private final RecentPredictions recent;
    private final DriftWatch.Limits limits;
    private final ReliabilityFigures figures;
    private final DriftWatch.Reading drift;

    TaskStatusView(
            AdapterVersion version, ChampionPointer pointer, RecentPredictions recent, DriftWatch.Limits limits) {
        this.version = version;
        this.pointer = pointer;
        this.recent = recent;
        this.limits = limits;
        this.figures = KnowledgeRecords.figures(version.getReliability());
        this.drift = drift();
    }

    private DriftWatch.Reading drift() {
        try {
            StreamSketch stream = KnowledgeRecords.stream(version);
            return stream == null
                    ? DriftWatch.Reading.NONE
                    : recent.drift(
                            new DriftWatch(stream, version.getDimension(), limits),
                            version.getModelId(),
                            version.getDimension());
        } catch (InvalidAdapterException e) {
            // Scorers refuse such a version and keep the one before; there is nothing to compare with.
            return DriftWatch.Reading.NONE;
        }
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "version", "%d (%s), %d classes, %s", version.getVersion(), version.getMethod(), classes(), since()));
        lines.add(
                figures.isEnough()
                        ? line(
                                "accuracy",
                                "%.1f %% (95 %%: %.1f to %.1f) of %d audit labels",
                                100 * figures.accuracy(),
                                100 * figures.accuracyLow(),
                                100 * figures.accuracyHigh(),
                                figures.labels())
                        : line("accuracy", "%s", notEnough()));
        lines.add(
                figures.isEnough()
                        ? line(
                                "calibration",
                                "error %.1f points, mean confidence %.1f %%, sharpness %.2f",
                                100 * figures.calibrationError(),
                                100 * figures.confidence(),
                                version.getSharpness())
                        : line("calibration", "%s", notEnough()));
        lines.add(line("accepted", "%s", accepted()));
        lines.add(line("novelty", "%s", novelty()));
        lines.add(line("reviewed", "%s", reviewed()));
        lines.add(line("drift", "%s", driftText()));
        if (figures.isEnough()) {
            perClass()
                    .forEach((label, counts) -> lines.add(line(
                            "class",
                            "%s: %d audit labels, %d right, %d wrongly predicted",
                            Printable.line(label, LONGEST),
                            counts[0],
                            counts[1],
                            counts[2])));
        }
        return lines;
    }

    /** For programs; figures that rest on too few labels are null. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("task", version.getTask());
        values.put("version", version.getVersion());
        values.put("method", version.getMethod());
        values.put("auditLabels", figures.labels());
        values.put("enough", figures.isEnough());
        values.put("accuracy", enough(figures.accuracy()));
        values.put("accuracyLow", enough(figures.accuracyLow()));
        values.put("accuracyHigh", enough(figures.accuracyHigh()));
        values.put("calibrationError", enough(figures.calibrationError()));
        values.put("sharpness", version.getSharpness());
        values.put("targetPrecision", pointer.getPolicy().getTargetPrecision());
        values.put(
                "acceptThreshold",
                pointer.getLimits() == null ? null : pointer.getLimits().getAcceptThreshold());
        values.put("accepted", accepted());
        values.put("novelty", version.getNovelty() != null);
        values.put("noveltyAuroc", auroc());
        values.put("predictions", recent.size());
        values.put("acceptedPredictions", recent.decided(Decision.ACCEPTED));
        values.put("abstainedPredictions", recent.decided(Decision.ABSTAINED));
        values.put("reviewedPredictions", recent.reviewed());
        values.put("driftDistance", number(drift.distance()));
        values.put("estimatedAccuracy", number(drift.accuracy()));
        values.put("driftAlarm", drift.isAlarm());
        Map<String, Object> confusion = new LinkedHashMap<>();
        figures.confusion()
                .forEach(cell -> confusion.put(name(cell.label()) + " as " + name(cell.predicted()), cell.count()));
        values.put("confusion", confusion);
        return values;
    }

    private int classes() {
        return version.getLabels().size();
    }

    private String since() {
        return "since " + pointer.getSince() + ", by " + Printable.line(pointer.getBy(), LONGEST);
    }

    private String notEnough() {
        return "not enough: " + figures.labels() + " of " + ReliabilityFigures.ENOUGH + " audit labels";
    }

    private String accepted() {
        ScoringPolicy policy = pointer.getPolicy();
        if (policy.getTargetPrecision() == null) {
            return String.format(
                    Locale.ROOT, "from a margin of %.2f on; no target precision", policy.getReviewMargin());
        }
        String target = String.format(Locale.ROOT, "target %.1f %%: ", 100 * policy.getTargetPrecision());
        if (pointer.getLimits() == null || pointer.getLimits().getAcceptThreshold() == null) {
            return target + "nothing, "
                    + (pointer.getLimits() == null
                            ? notEnough()
                            : pointer.getLimits().getReason());
        }
        return target
                + String.format(
                        Locale.ROOT,
                        "from a probability of %.3f on; %s",
                        pointer.getLimits().getAcceptThreshold(),
                        pointer.getLimits().getReason());
    }

    private String novelty() {
        NoveltyModel model = version.getNovelty();
        if (model == null) {
            return "not enough examples";
        }
        int examples = model.getCounts().stream().mapToInt(Integer::intValue).sum();
        Float auroc = auroc();
        return "judged by " + examples + " examples"
                + (auroc == null ? "" : String.format(Locale.ROOT, ", area under the curve %.2f", auroc));
    }

    private Float auroc() {
        return version.getReliability() == null
                ? null
                : version.getReliability().getNoveltyAuroc();
    }

    private String reviewed() {
        if (recent.size() == 0) {
            return "no predictions of late";
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "of the last %d predictions %s accepted, %s abstained from",
                recent.size(),
                share(recent.decided(Decision.ACCEPTED)),
                share(recent.decided(Decision.ABSTAINED))));
        recent.reviewed().forEach((reason, count) -> text.append(", ")
                .append(share(count))
                .append(" to review by ")
                .append(reason.name().toLowerCase(Locale.ROOT)));
        return text.toString();
    }

    private String driftText() {
        if (version.getStream() == null) {
            return "not enough: the version's sample has fewer than " + StreamSketch.LEAST + " images";
        }
        if (Double.isNaN(drift.distance())) {
            return "not enough: fewer than " + limits.window() + " predictions of late";
        }
        return String.format(
                Locale.ROOT,
                "distance %.2f (alarm above %.2f)%s%s",
                drift.distance(),
                limits.distance(),
                Double.isNaN(drift.accuracy())
                        ? ""
                        : String.format(Locale.ROOT, ", about %.1f %% right", 100 * drift.accuracy()),
                drift.isAlarm() ? ", ALARM" : "");
    }

    /** For each label: its audit labels, those that were right, and others that were taken for it. */
    private Map<String, int[]> perClass() {
        Map<String, int[]> counts = new TreeMap<>();
        for (ReliabilityFigures.Confusion cell : figures.confusion()) {
            int[] own = counts.computeIfAbsent(name(cell.label()), label -> new int[3]);
            own[0] += cell.count();
            if (cell.label() == cell.predicted()) {
                own[1] += cell.count();
            } else {
                counts.computeIfAbsent(name(cell.predicted()), label -> new int[3])[2] += cell.count();
            }
        }
        return counts;
    }

    private String name(int label) {
        boolean known = label >= 0 && label < classes();
        return known ? version.getLabels().get(label) : label == JudgedRow.NONE ? "(none of these)" : "(unknown)";
    }

    private Object enough(double value) {
        return figures.isEnough() ? value : null;
    }

    private static Object number(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private String share(long count) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / recent.size());
    }

    private static String line(String name, String format, Object... values) {
        return String.format("%-12s ", name) + String.format(Locale.ROOT, format, values);
    }
}
