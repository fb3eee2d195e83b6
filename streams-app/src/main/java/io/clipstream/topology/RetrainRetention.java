package io.clipstream.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Says which versions of a task are let go; stateless. */
final class RetrainRetention {
    /** Of the retained versions, one in so many may be an instant one. */
    private static final int INSTANT_SHARE = 4;

    private final int keep;

    /** {@code keep} is how many versions of a task are to be kept. */
    RetrainRetention(int keep) {
        this.keep = keep;
    }

    /** Versions that had seen what was forgotten, and are not in use. */
    static List<Long> forgotten(RetrainTask task) {
        return removable(task).stream()
                .filter(version -> task.versions().get(version).getForgotten())
                .toList();
    }

    /** Versions beyond the number to be kept, but for those in use: the oldest. */
    List<Long> surplus(RetrainTask task) {
        List<Long> removable = removable(task);
        return oldest(task, removable, Math.min(task.versions().size() - keep, removable.size()));
    }

    /** Instant versions go first beyond a quarter of the places: a burst of corrections must not push all others out. */
    private List<Long> oldest(RetrainTask task, List<Long> removable, int count) {
        Predicate<Long> instant = version -> task.versions().get(version).getInstant();
        long instants = removable.stream().filter(instant).count();
        List<Long> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean tooMany = instants > keep / INSTANT_SHARE;
            Long next = removable.stream()
                    .filter(version -> !chosen.contains(version) && (!tooMany || instant.test(version)))
                    .findFirst()
                    .orElseThrow();
            instants -= instant.test(next) ? 1 : 0;
            chosen.add(next);
        }
        return chosen;
    }

    private static List<Long> removable(RetrainTask task) {
        return task.versions().keySet().stream()
                .filter(version -> !task.isInUse(version))
                .toList();
    }
}
