package io.clipstream.app.config;

import java.util.List;

/** A configuration that cannot be used: every problem with its key, the value it has, and what is allowed. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
