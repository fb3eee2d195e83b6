package io.clipstream.app.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Accepts a replication factor: -1 for the broker's own, or at least 1. */
final class Replication implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
        short factor = (Short) value;
        if (factor != -1 && factor < 1) {
            throw new ConfigException(name, value, "allowed: " + this);
        }
    }

    @Override
    public String toString() {
        return "-1 (the broker's default), or [1,...]";
    }
}
