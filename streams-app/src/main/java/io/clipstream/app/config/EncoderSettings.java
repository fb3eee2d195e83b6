package io.clipstream.app.config;

import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.Precision;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** What the encoders compute with, as it is asked for. */
public record EncoderSettings(Precision precision, DeviceChoice device) {
    static EncoderSettings of(Values values) {
        return new EncoderSettings(
                Precision.of(values.text(ConfigKeys.PRECISION)), DeviceChoice.of(values.text(ConfigKeys.DEVICE)));
    }

    /** Accepts the words that a parser accepts. */
    record Word(Function<String, ?> parser, String expected) implements Validator {
        @Override
        public void ensureValid(String name, Object value) {
            try {
                parser.apply((String) value);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(e.getMessage());
            }
        }

        /** As it stands in error messages. */
        @Override
        public String toString() {
            return expected;
        }
    }
}
