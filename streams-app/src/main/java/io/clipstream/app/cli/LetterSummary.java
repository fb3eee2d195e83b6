package io.clipstream.app.cli;

import io.clipstream.app.letters.Letter;
import io.clipstream.app.letters.LetterIndex;
import io.clipstream.app.letters.LetterState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Letters of one stage and reason, counted.
 *
 * @param oldest when the oldest was refused, milliseconds since the epoch
 * @param newest when the newest was refused
 */
record LetterSummary(String stage, String reason, int letters, int open, int refusedAgain, long oldest, long newest) {
    /** All groups, by stage and reason. */
    static List<LetterSummary> of(List<Letter> letters, LetterIndex index) {
        return letters.stream()
                .collect(Collectors.groupingBy(
                        letter -> letter.stage() + " " + letter.reason(), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(group -> group(group, index))
                .toList();
    }

    private static LetterSummary group(List<Letter> group, LetterIndex index) {
        Letter first = group.get(0);
        return new LetterSummary(
                first.stage(),
                first.reason(),
                group.size(),
                count(group, index, LetterState.OPEN),
                count(group, index, LetterState.REFUSED_AGAIN),
                group.stream().mapToLong(Letter::refusedAt).min().orElseThrow(),
                group.stream().mapToLong(Letter::refusedAt).max().orElseThrow());
    }

    private static int count(List<Letter> group, LetterIndex index, LetterState state) {
        return (int)
                group.stream().filter(letter -> index.state(letter) == state).count();
    }

    Map<String, Object> view() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("stage", stage);
        view.put("reason", reason);
        view.put("letters", letters);
        view.put("open", open);
        view.put("replayed", letters - open);
        view.put("refusedAgain", refusedAgain);
        view.put("oldest", LetterView.time(oldest));
        view.put("newest", LetterView.time(newest));
        view.put("remedy", LetterView.remedy(reason));
        return view;
    }

    /** Two lines of text. */
    String lines() {
        return String.format(
                "%-8s %-20s %8d letters %8d open %8d refused again   %s to %s%n         %s",
                Printable.line(stage, 40),
                Printable.line(reason, 40),
                letters,
                open,
                refusedAgain,
                LetterView.time(oldest),
                LetterView.time(newest),
                LetterView.remedy(reason));
    }
}
