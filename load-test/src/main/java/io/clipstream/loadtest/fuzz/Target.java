package io.clipstream.loadtest.fuzz;

import io.clipstream.topology.Topic;
import io.clipstream.topology.Topics;
import java.util.function.Function;

/** The topics that a run writes to: those meant for others, and those that only a mistake writes to. */
enum Target {
    IMAGES(50, false, Topics::images),
    CORRECTIONS(22, false, Topics::corrections),
    TASKS(5, true, Topics::tasks),
    COMMANDS(7, false, Topics::commands),
    ADAPTERS(6, true, Topics::adapters),
    BUFFER(5, true, Topics::fewShotBuffer),
    PREDICTIONS(5, false, Topics::predictions);

    private final int share;
    private final boolean tombstones;
    private final Function<Topics, Topic<?>> topic;

    Target(int share, boolean tombstones, Function<Topics, Topic<?>> topic) {
        this.share = share;
        this.tombstones = tombstones;
        this.topic = topic;
    }

    /** Per cent of all records. */
    int share() {
        return share;
    }

    /** Whether a tombstone says something there. */
    boolean takesTombstones() {
        return tombstones;
    }

    Topic<?> topic(Topics topics) {
        return topic.apply(topics);
    }
}
