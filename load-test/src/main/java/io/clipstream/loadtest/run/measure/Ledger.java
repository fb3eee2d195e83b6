package io.clipstream.loadtest.run.measure;

import io.clipstream.loadtest.run.schedule.Schedule;
import io.clipstream.loadtest.run.traffic.Item;
import io.clipstream.loadtest.run.traffic.Kind;
import io.clipstream.loadtest.run.traffic.Traffic;
import io.clipstream.loadtest.run.traffic.TrafficSender;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps account of a run: what was due when, where the brokers put it, what became of it, how late, how often.
 *
 * <p>Records are told apart by their place in the images topic, so one that is sent twice has two fates, and one that the
 * system answers twice does not hide another that it lost. Latency counts from the moment a record was due, not from the
 * moment it was sent, so a stalled sender cannot hide it (no coordinated omission). Safe for use by many threads.
 */
public final class Ledger implements TrafficSender.Listener {
    private final Schedule schedule;
    private final Traffic traffic;
    private final long startNanos;
    private final Latencies latencies;
    private final Map<Kind, Long> sent = new EnumMap<>(Kind.class);
    private final Map<Long, Integer> taken = new HashMap<>();
    private final Map<Long, Fate> early = new HashMap<>();
    private final BitSet ended = new BitSet();
    private final Map<String, Long> letters = new TreeMap<>();
    private long sendings;
    private long refused;
    private long predicted;
    private long duplicated;
    private long unexpected;

    /** @param startNanos when the schedule begins, on {@link System#nanoTime()}'s clock */
    public Ledger(Schedule schedule, Traffic traffic, long startNanos, Latencies latencies) {
        this.schedule = schedule;
        this.traffic = traffic;
        this.startNanos = startNanos;
        this.latencies = latencies;
    }

    /** How a record ended: a prediction, or a dead letter with its reason. */
    private record Fate(String reason, long nanos) {}

    /**
     * The account of a run.
     *
     * @param sent records by kind
     * @param ended records that the brokers took and that were answered
     * @param lost records that the brokers took and that have no answer
     * @param duplicated further answers to records that had one
     * @param unexpected good images that became dead letters, garbage that was predicted or refused for another reason
     * @param letters dead letters by reason
     */
    public record Account(
            Map<Kind, Long> sent,
            long refused,
            long ended,
            long predicted,
            long lost,
            long duplicated,
            long unexpected,
            Map<String, Long> letters) {
        public long sent(Kind kind) {
            return sent.getOrDefault(kind, 0L);
        }

        /** Records of all kinds. */
        public long records() {
            return sent.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    @Override
    public synchronized void sending(long index, Item item, long nanos) {
        sent.merge(item.kind(), 1L, Long::sum);
        sendings++;
        latencies.sent(schedule.offsetNanos(index), nanos - startNanos);
    }

    @Override
    public synchronized void taken(long index, int partition, long offset) {
        taken.put(place(partition, offset), (int) index);
        Fate fate = early.remove(place(partition, offset));
        if (fate != null) {
            end((int) index, fate);
        }
    }

    @Override
    public synchronized void refused(long index, Exception cause) {
        refused++;
    }

    /** A prediction of the record at that place of the images topic was read. */
    public void predicted(int partition, long offset, long nanos) {
        ended(place(partition, offset), new Fate(null, nanos));
    }

    /** A dead letter of the record at that place of the images topic was read. */
    public void letter(int partition, long offset, String reason, long nanos) {
        ended(place(partition, offset), new Fate(reason, nanos));
    }

    private synchronized void ended(long place, Fate fate) {
        Integer index = taken.get(place);
        if (index != null) {
            end(index, fate);
        } else if (early.putIfAbsent(place, fate) != null) {
            // The brokers' word to the sender may come after the answer to the record.
            duplicated++;
        }
    }

    private void end(int index, Fate fate) {
        if (ended.get(index)) {
            duplicated++;
            return;
        }
        ended.set(index);
        Kind kind = traffic.item(index).kind();
        String expected = kind.reason();
        unexpected += expected == null ? (fate.reason == null ? 0 : 1) : (expected.equals(fate.reason) ? 0 : 1);
        if (fate.reason != null) {
            letters.merge(fate.reason, 1L, Long::sum);
            return;
        }
        predicted++;
        latencies.predicted(schedule.offsetNanos(index), fate.nanos - startNanos);
    }

    /** Records that were answered, in whatever way. */
    public synchronized long answered() {
        return ended.cardinality();
    }

    /** Records that were handed to the producer. */
    public synchronized long sent() {
        return sendings;
    }

    /** Whether every record that the brokers took has its answer. */
    public synchronized boolean isComplete() {
        return ended.cardinality() >= sendings - refused;
    }

    /** The account so far. */
    public synchronized Account account() {
        return new Account(
                new EnumMap<>(sent),
                refused,
                ended.cardinality(),
                predicted,
                Math.max(0, sendings - refused - ended.cardinality()),
                duplicated,
                unexpected,
                new TreeMap<>(letters));
    }

    private static long place(int partition, long offset) {
        return (long) partition << 44 | offset;
    }
}
