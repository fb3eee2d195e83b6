package io.clipstream.app.letters;

import io.clipstream.topology.SourcePosition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts the records of letters back where they came from, none of them twice; for one thread.
 *
 * <p>Records and marks are written in transactions of a few letters: whenever it is killed, what was committed is marked,
 * and the rest is neither there nor marked.
 */
final class Replayer {
    private static final int BATCH = 100;
    private static final long BATCH_BYTES = 8L << 20;

    private final ReplayOptions options;
    private final ReplayRoute route;
    private final ReplayOriginals originals;
    private final ReplayWriter writer;
    private final ReplayListener listener;
    private final Pace pace;
    private final Map<ReplayOutcome, Integer> counts = new EnumMap<>(ReplayOutcome.class);

    Replayer(
            ReplayOptions options,
            ReplayRoute route,
            ReplayOriginals originals,
            ReplayWriter writer,
            ReplayListener listener,
            Pace pace) {
        this.options = options;
        this.route = route;
        this.originals = originals;
        this.writer = writer;
        this.listener = listener;
        this.pace = pace;
    }

    /**
     * Replays what may be.
     *
     * @param index read after the writer has fenced every other
     * @param named the letters that a person named; empty where they were chosen by what they say
     */
    ReplayReport replay(LetterIndex index, Set<LetterId> named) {
        Set<LetterId> unknown = new HashSet<>(named);
        List<Letter> chosen = new ArrayList<>();
        Set<SourcePosition> records = new HashSet<>();
        int left = 0;
        for (Letter letter : index.letters()) {
            unknown.remove(letter.id());
            if (!mayBeReplayed(letter, index, named.contains(letter.id()))) {
                continue;
            }
            if (!records.add(letter.source())) {
                done(letter, ReplayOutcome.ALREADY_REPLAYED, "another letter of the same record is replayed");
            } else if (chosen.size() < options.max()) {
                chosen.add(letter);
            } else {
                left++;
            }
        }
        if (options.dryRun()) {
            chosen.forEach(letter -> done(
                    letter, ReplayOutcome.WOULD_REPLAY, "to " + letter.source().topic()));
        } else {
            replay(chosen);
        }
        return new ReplayReport(counts, left, unknown, pace.isStopped());
    }

    private boolean mayBeReplayed(Letter letter, LetterIndex index, boolean named) {
        Optional<String> refusal = route.refusal(letter.source().topic(), named);
        if (refusal.isPresent()) {
            done(letter, ReplayOutcome.NOT_REPLAYABLE, refusal.get());
            return false;
        }
        Optional<Replay> before = index.replay(letter);
        if (before.isPresent()) {
            LetterId next = before.get().next();
            done(
                    letter,
                    ReplayOutcome.ALREADY_REPLAYED,
                    "to " + before.get().target() + (next == null ? "" : ", and refused again: letter " + next));
            return false;
        }
        if (letter.attempts() >= options.maxAttempts()) {
            done(
                    letter,
                    ReplayOutcome.TOO_MANY_ATTEMPTS,
                    "refused " + letter.attempts() + " times; --max-attempts allows for more");
            return false;
        }
        return true;
    }

    private void replay(List<Letter> chosen) {
        int begin = 0;
        while (begin < chosen.size() && pace.next()) {
            int end = endOfBatch(chosen, begin);
            write(read(chosen.subList(begin, end)));
            pace.count(end - begin);
            begin = end;
        }
    }

    private int endOfBatch(List<Letter> chosen, int begin) {
        int most = Math.min(chosen.size(), begin + pace.batch(BATCH));
        int end = begin;
        long bytes = 0;
        while (end < most && (end == begin || bytes + size(chosen.get(end)) <= BATCH_BYTES)) {
            bytes += size(chosen.get(end));
            end++;
        }
        return end;
    }

    /** Of unknown size it may be anything. */
    private static long size(Letter letter) {
        return letter.bytes() < 0 ? BATCH_BYTES : letter.bytes();
    }

    private List<ReplayItem> read(List<Letter> batch) {
        List<CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>> reading =
                batch.stream().map(originals::begin).toList();
        List<ReplayItem> items = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Letter letter = batch.get(i);
            Optional<ConsumerRecord<byte[], byte[]>> original = ReplayOriginals.join(reading.get(i));
            if (original.isPresent()) {
                Integer partition = route.partition(letter, original.get().key());
                items.add(ReplayItem.of(letter, original.get(), partition));
            } else {
                done(letter, ReplayOutcome.GONE, gone(letter));
            }
        }
        return items;
    }

    private static String gone(Letter letter) {
        SourcePosition at = letter.source();
        return letter.omitted()
                ? "the letter leaves its record out, and it is no longer at " + at.topic() + "/" + at.partition() + "/"
                        + at.offset()
                : "the letter is no longer there";
    }

    private void write(List<ReplayItem> items) {
        if (items.isEmpty()) {
            return;
        }
        try {
            List<Replay> replays = writer.write(items);
            for (int i = 0; i < items.size(); i++) {
                done(
                        items.get(i).letter(),
                        ReplayOutcome.REPLAYED,
                        "to " + replays.get(i).target());
            }
        } catch (RecordRefusedException e) {
            if (items.size() == 1) {
                done(items.get(0).letter(), ReplayOutcome.FAILED, "Kafka does not take it: " + e.getMessage());
            } else {
                // One of them is at fault: nobody knows which, and the others shall not suffer for it.
                items.forEach(item -> write(List.of(item)));
            }
        }
    }

    private void done(Letter letter, ReplayOutcome outcome, String detail) {
        counts.merge(outcome, 1, Integer::sum);
        listener.done(letter, outcome, detail);
    }
}
