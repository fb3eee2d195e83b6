package io.clipstream.app.cli;

import io.clipstream.app.letters.Letter;
import io.clipstream.app.letters.LetterIndex;
import io.clipstream.app.letters.Replay;
import io.clipstream.topology.Reason;
import io.clipstream.topology.SourcePosition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Dead letters as people want to see them. */
final class LetterView {
    private static final int MESSAGE = 120;
    private static final int KEY = 40;

    private LetterView() {}

    /** What the letter's headers say. */
    static Map<String, Object> of(Letter letter) {
        SourcePosition source = letter.source();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", letter.id().toString());
        view.put("refusedAt", time(letter.refusedAt()));
        view.put("stage", letter.stage());
        view.put("reason", letter.reason());
        view.put("message", letter.message());
        view.put("topic", source.topic());
        view.put("partition", source.partition());
        view.put("offset", source.offset());
        view.put("timestamp", source.timestamp() < 0 ? null : time(source.timestamp()));
        view.put("key", letter.key());
        view.put("attempts", letter.attempts());
        view.put("bytes", letter.bytes() < 0 ? null : letter.bytes());
        view.put("omitted", letter.omitted());
        return view;
    }

    /** The same, and what became of it. */
    static Map<String, Object> of(Letter letter, LetterIndex index) {
        Map<String, Object> view = of(letter);
        view.put("state", index.state(letter).name());
        Optional<Replay> replay = index.replay(letter);
        view.put("replayedAt", replay.map(r -> time(r.at())).orElse(null));
        view.put("replayedTo", replay.map(Replay::target).orElse(null));
        view.put("nextLetter", replay.map(Replay::next).map(Object::toString).orElse(null));
        return view;
    }

    /** One line of text. */
    static String line(Letter letter, LetterIndex index) {
        SourcePosition source = letter.source();
        String key = letter.key() == null ? "(no key)" : Printable.line(letter.key(), KEY);
        return String.format(
                "%-10s %s  %-7s %-20s %-28s %-20s %d x  %s  %s",
                letter.id(),
                time(letter.refusedAt()),
                Printable.line(letter.stage(), KEY),
                Printable.line(letter.reason(), KEY),
                Printable.line(source.topic(), 100) + "/" + source.partition() + "/" + source.offset(),
                key,
                letter.attempts(),
                state(letter, index),
                Printable.line(letter.message(), MESSAGE));
    }

    private static String state(Letter letter, LetterIndex index) {
        return switch (index.state(letter)) {
            case OPEN -> "open";
            case REPLAYED -> "replayed";
            case REFUSED_AGAIN ->
                "refused again: " + index.replay(letter).map(Replay::next).orElseThrow();
        };
    }

    /** What can be done about letters of this reason. */
    static String remedy(String reason) {
        for (Reason known : Reason.values()) {
            if (known.name().equals(reason)) {
                return known.remedy();
            }
        }
        return "A reason of another release: read the message.";
    }

    /** To the second, in UTC. */
    static String time(long millis) {
        return Instant.ofEpochSecond(Math.floorDiv(millis, 1000)).toString();
    }
}
