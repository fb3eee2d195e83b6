package io.clipstream.console;

import java.util.Map;

/** Says whether the process works, for those who restart it or send it traffic; safe for use by many threads. */
public interface HealthPort {
    /** Whether nothing but a restart would help; then false. */
    boolean live();

    /** Whether it takes part in the work: caught up, warmed, all roles running. */
    boolean ready();

    /** What the two answers rest on, part by part, for people. */
    Map<String, String> details();
}
