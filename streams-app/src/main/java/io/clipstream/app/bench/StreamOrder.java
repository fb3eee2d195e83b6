package io.clipstream.app.bench;

import java.util.List;

/** In which order examples come one at a time. */
enum StreamOrder {
    /** Shuffled. */
    RANDOM("random"),
    /** All of a class before the next. */
    BY_CLASS("class after class");

    private final String words;

    StreamOrder(String words) {
        this.words = words;
    }

    List<Integer> rows(ShotDraw draw, int perClass) {
        return this == RANDOM ? draw.shuffled(perClass) : draw.shots(perClass);
    }

    @Override
    public String toString() {
        return words;
    }
}
