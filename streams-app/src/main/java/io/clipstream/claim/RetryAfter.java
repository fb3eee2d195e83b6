package io.clipstream.claim;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads the Retry-After header: seconds, or an HTTP date. */
final class RetryAfter {
    private RetryAfter() {}

    /** The pause it asks for; null where there is none, or it cannot be read. */
    static Duration parse(String value, Clock clock) {
        if (value == null) {
            return null;
        }
        String text = value.trim();
        if (text.matches("\\d+")) {
            // More digits than that are not waited for either.
            return Duration.ofSeconds(text.length() > 9 ? 999_999_999 : Long.parseLong(text));
        }
        try {
            Duration wait = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
