package io.clipstream.console;

import java.util.Map;

/** Tells what the process is doing, for people and dashboards; safe for use by many threads. */
@FunctionalInterface
public interface StatusPort {
    /** Nested maps, lists, strings and numbers, in the order to be shown. */
    Map<String, Object> status();
}
