package io.clipstream.app.cli;

import io.clipstream.app.letters.LetterId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a letter's id. */
final class LetterIdConverter implements ITypeConverter<LetterId> {
    @Override
    public LetterId convert(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The id; a text that is none is an error that says what was expected. */
    static LetterId parse(String text) {
        return LetterId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no letter's id: expected partition/offset, for example 0/17"));
    }
}
