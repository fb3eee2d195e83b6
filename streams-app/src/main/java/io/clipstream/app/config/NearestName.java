package io.clipstream.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody meant, by edit distance. */
public final class NearestName {
    private NearestName() {}

    /** The known name nearest to {@code name}, if it is at most {@code distance} edits away. */
    public static Optional<String> within(int distance, String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(k -> edits(name, k)).thenComparing(Comparator.naturalOrder()))
                .filter(k -> edits(name, k) <= distance);
    }

    /** Levenshtein distance: insertions, deletions and substitutions. */
    static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
