package io.clipstream.app.config;

import org.apache.kafka.common.config.ConfigDef;

/** Accepts what {@link WebAddress} does, and nothing at all. */
final class OptionalWebAddress implements ConfigDef.Validator {
    private final WebAddress address = new WebAddress();

    @Override
    public void ensureValid(String name, Object value) {
        if (!((String) value).isEmpty()) {
            address.ensureValid(name, value);
        }
    }

    @Override
    public String toString() {
        return "empty, or " + address;
    }
}
