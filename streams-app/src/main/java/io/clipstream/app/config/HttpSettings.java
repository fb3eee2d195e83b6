package io.clipstream.app.config;

/**
 * The console's address.
 *
 * @param port 0 for any free one
 */
public record HttpSettings(boolean enabled, String host, int port) {}
