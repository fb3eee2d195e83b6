package io.clipstream.loadtest.crash;

import java.util.Locale;

/** What the harness does to a deployment. */
enum Fault {
    /** kill -9 of an instance; another takes its place. */
    KILL_INSTANCE,
    /** kill -9 of two instances at once; others take their places. */
    KILL_TWO_INSTANCES,
    /** kill -9 of an instance, and of the one that has just begun to take its place. */
    KILL_RESTORING,
    /** TERM of an instance, as at a rolling update; another takes its place. */
    STOP_INSTANCE,
    /** An instance stands still past its session and its poll interval, then goes on as if nothing had been. */
    FREEZE_INSTANCE,
    /** One more instance. */
    ADD_INSTANCE,
    /** One instance less. */
    REMOVE_INSTANCE,
    /** kill -9 of a broker, started again on its state. */
    KILL_BROKER,
    /** TERM of a broker, started again. */
    RESTART_BROKER,
    /** A broker stands still until the others have taken its partitions, then goes on. */
    FREEZE_BROKER;

    /** Whether it takes a broker away, so that no second one may be hurt with it. */
    boolean isOfBroker() {
        return this == KILL_BROKER || this == RESTART_BROKER || this == FREEZE_BROKER;
    }

    /** Its name in results. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
