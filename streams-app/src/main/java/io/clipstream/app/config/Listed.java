package io.clipstream.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Accepts a list, separated by commas, of what can be read; the empty list too.
 *
 * @param reader throws {@link IllegalArgumentException} for what cannot be read
 * @param form of the parts, for a person
 */
record Listed(Function<String, ?> reader, String form) implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
        try {
            parts((String) value).forEach(reader::apply);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, value, "allowed: " + this);
        }
    }

    /** The parts, without blanks around them. */
    static List<String> parts(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "empty, or a list, separated by commas, of " + form;
    }
}
