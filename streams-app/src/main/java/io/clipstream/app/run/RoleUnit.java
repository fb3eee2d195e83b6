package io.clipstream.app.run;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A role with everything that it needs beside its Kafka Streams application; started and closed by one thread. */
interface RoleUnit {
    /** The Kafka Streams application. */
    RoleApp app();

    /** Whether the role takes part in the work. */
    boolean ready();

    /** Whether only a restart of the process helps. */
    boolean broken();

    /** What keeps it from working, in words; empty if nothing is known. */
    default Optional<String> trouble() {
        return app().trouble();
    }

    /** What it is doing, for people. */
    Map<String, Object> status();

    /** Begins; returns before the role is ready. */
    void start();

    /** Ends the application, then what it rests on. */
    void close(Duration atMost);
}
