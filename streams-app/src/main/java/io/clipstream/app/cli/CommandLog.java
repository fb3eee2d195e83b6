package io.clipstream.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log of clients and libraries out of the terminal of commands that answer and end. */
final class CommandLog {
    private CommandLog() {}

    /** From now on only errors of our own are logged; a command's own message says what it met. */
    static void quieten() {
        set(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.OFF);
        set("org.apache.kafka", Level.OFF);
        set("ai.djl", Level.OFF);
        set("io.clipstream", Level.ERROR);
    }

    private static void set(String name, Level level) {
        // Whoever puts in another logging library configures it there.
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
