package io.clipstream.loadtest.scale;

import java.util.List;
import java.util.Locale;

/** What is made larger, and where it is measured. */
enum ScaleAxis {
    PARTITIONS("partitions of the images topic", List.of(1, 4, 16, 64), List.of(1, 16)),
    TASKS("tasks", List.of(1, 10, 100, 1_000, 10_000), List.of(1, 1_000)),
    CLASSES("classes of the task", List.of(2, 10, 100, 1_000), List.of(2, 1_000)),
    BUFFER("examples in the buffer", List.of(1_000, 10_000, 100_000), List.of(1_000, 10_000)),
    IMAGE_SIZE("pixels of the longer side", List.of(32, 224, 640, 1_600, 4_000), List.of(32, 640)),
    INSTANCES("scorer processes on this machine", List.of(1, 2, 4, 8), List.of(1, 2)),
    RESTART("what comes back", List.of(1, 2, 3), List.of(1, 3));

    private final String text;
    private final List<Integer> places;
    private final List<Integer> few;

    ScaleAxis(String text, List<Integer> places, List<Integer> few) {
        this.text = text;
        this.places = places;
        this.few = few;
    }

    /** For people. */
    String text() {
        return text;
    }

    /** Where it is measured, the smallest first. */
    List<Integer> places(boolean quick) {
        return quick ? few : places;
    }

    /** As it is written in options and JSON. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The axis of that word.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ScaleAxis of(String word) {
        for (ScaleAxis axis : values()) {
            if (axis.word().equals(word)) {
                return axis;
            }
        }
        throw new IllegalArgumentException("axis '" + word + "' is unknown, expected some of " + words());
    }

    static String words() {
        return String.join(",", List.of(values()).stream().map(ScaleAxis::word).toList());
    }
}
