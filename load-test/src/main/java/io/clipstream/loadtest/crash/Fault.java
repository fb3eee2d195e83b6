package io.clipstream.loadtest.crash;

import java.util.Locale;

/** What the harness does to a deployment. */
enum Fault {
    /** kill -9 of an instance; another takes its place. */
    KILL_INSTANCE,
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

    /** Its name in results. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
