package io.clipstream.loadtest.fuzz;

import io.clipstream.loadtest.fuzz.Sent.Fate;
import io.clipstream.loadtest.fuzz.Sent.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was sent and what became of it; one thread, but for {@link #sent}, which producers' threads call. */
final class FuzzLedger {
    private static final int MOST_EXAMPLES = 20;

    private final Map<Place, Sent> sent = new HashMap<>();
    private final Map<Place, Integer> letters = new HashMap<>();
    private final Map<Place, List<Place>> predictions = new HashMap<>();
    private final Set<Place> altered = new HashSet<>();
    private final Set<String> traces = new HashSet<>();
    private final Map<String, Long> reasons = new TreeMap<>();

    synchronized void sent(Sent record) {
        sent.put(record.place(), record);
    }

    /** A prediction, at {@code at}, of the image at {@code of}. */
    void prediction(Place of, Place at) {
        predictions.computeIfAbsent(of, place -> new ArrayList<>(1)).add(at);
    }

    /**
     * A dead letter of the record at {@code of}.
     *
     * @param reason stage and reason
     * @param whole false if it says that it lacks the original
     */
    void letter(Place of, String reason, boolean whole, int keyHash, int valueHash) {
        letters.merge(of, 1, Integer::sum);
        reasons.merge(reason, 1L, Long::sum);
        Sent record = sent.get(of);
        if (record != null && whole && (record.keyHash() != keyHash || record.valueHash() != valueHash)) {
            altered.add(of);
        }
    }

    /** Something of that name was taken in. */
    void taken(String trace) {
        traces.add(trace);
    }

    /** What became of everything so far. */
    synchronized Summary summary() {
        Summary summary = new Summary();
        for (Sent record : sent.values()) {
            summary.add(record, ends(record), letters.getOrDefault(record.place(), 0));
        }
        for (Place place : altered) {
            summary.altered++;
            summary.example("altered", sent.get(place));
        }
        summary.letters = new TreeMap<>(reasons);
        return summary;
    }

    /** Ends of a record: dead letters, predictions that the scorer made, what was taken in. */
    private int ends(Sent record) {
        int refused = letters.getOrDefault(record.place(), 0);
        return switch (record.fate()) {
            case SCORED, NEIGHBOUR -> refused + scored(record.place());
            // A command that cannot be carried out is noted as well, and a word that was said may be refused later.
            case WORD, COMMAND -> refused > 0 ? refused : traces.contains(record.trace()) ? 1 : 0;
            case TAKEN -> Math.max(1, refused);
            case NONE -> refused;
        };
    }

    private int scored(Place image) {
        return (int) predictions.getOrDefault(image, List.of()).stream()
                .filter(at -> !sent.containsKey(at))
                .count();
    }

    /** Counts. */
    static final class Summary {
        long sent;
        long unaccounted;
        long duplicated;
        long altered;
        long neighbours;
        long neighboursLost;
        Map<String, Long> letters = Map.of();
        final Map<String, Long> applied = new TreeMap<>();
        final List<String> examples = new ArrayList<>();

        private void add(Sent record, int ends, int refused) {
            sent++;
            if (ends == 0) {
                unaccounted++;
                example("unaccounted", record);
            } else if (ends > 1) {
                duplicated++;
                example("ended " + ends + " times", record);
            }
            if (ends > 0 && refused == 0) {
                applied.merge(record.place().topic(), 1L, Long::sum);
            }
            if (record.fate() == Fate.NEIGHBOUR) {
                neighbours++;
                if (refused > 0) {
                    neighboursLost++;
                    example("a good image was refused", record);
                }
            }
        }

        private void example(String what, Sent record) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(what + ": " + record.place() + " (" + record.how() + ", " + record.fate() + ")");
            }
        }
    }
}
