package io.clipstream.app.config;

import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Accepts what may stand at the beginning of a topic's or group's name, the empty string too. */
final class NameFragment implements ConfigDef.Validator {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{0,100}");

    @Override
    public void ensureValid(String name, Object value) {
        if (!ALLOWED.matcher((String) value).matches()) {
            throw new ConfigException(name, value, "allowed: " + this);
        }
    }

    @Override
    public String toString() {
        return "at most 100 of the characters A-Z a-z 0-9 . _ -";
    }
}
