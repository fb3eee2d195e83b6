package io.clipstream.clip.hub;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for the rest of a file, and understands what the server makes of that. */
final class Ranges {
    /** What an answer's body is. */
    enum Answer {
        /** What was asked for: the bytes from the position on. */
        REST,
        /** The file from its beginning. */
        WHOLE,
        /** Neither: begin again. */
        UNUSABLE,
        /** No body of a file at all. */
        REFUSED
    }

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private static final Pattern STRONG_ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

    private Ranges() {}

    /** The headers that ask for what follows {@code position}, provided that the content is still that of {@code etag}. */
    static Map<String, String> from(long position, String etag) {
        if (position == 0) {
            return Map.of();
        }
        String range = "bytes=" + position + "-";
        return etag == null ? Map.of("Range", range) : Map.of("Range", range, "If-Range", etag);
    }

    static Answer of(HubReply reply, long position, long size) {
        boolean encoded = !reply.header("Content-Encoding")
                .orElse("identity")
                .toLowerCase(Locale.ROOT)
                .equals("identity");
        switch (reply.status()) {
            case 200:
                return encoded ? Answer.UNUSABLE : Answer.WHOLE;
            case 206:
                Matcher range = CONTENT_RANGE.matcher(
                        reply.header("Content-Range").orElse("").trim());
                boolean asked = range.matches()
                        && Long.parseLong(range.group(1)) == position
                        && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == size);
                return asked && !encoded ? Answer.REST : Answer.UNUSABLE;
            case 416:
                return Answer.UNUSABLE;
            default:
                return Answer.REFUSED;
        }
    }

    /** The entity tag that a later request can rely on; null where there is none. */
    static String strongEtag(HubReply reply) {
        return reply.header("ETag")
                .filter(tag -> STRONG_ETAG.matcher(tag).matches())
                .orElse(null);
    }
}
