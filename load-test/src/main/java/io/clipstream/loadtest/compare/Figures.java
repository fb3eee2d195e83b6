package io.clipstream.loadtest.compare;

import io.clipstream.app.bench.Spread;
import io.clipstream.clip.Arithmetic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** What was measured, turn by turn, and what follows from it; one thread. */
final class Figures {
    private final Map<Contender, List<Turn>> turns = new EnumMap<>(Contender.class);
    private final Map<Contender, List<Latency>> latencies = new EnumMap<>(Contender.class);
    private final List<Double> batch32 = new ArrayList<>();
    private final List<Double> batch1 = new ArrayList<>();
    private String modelId = "";
    private Arithmetic arithmetic;
    private double latencyRate;

    Figures(List<Contender> contenders) {
        contenders.forEach(contender -> turns.put(contender, new ArrayList<>()));
    }

    /** The model that is used, and how. */
    void backbone(String id, Arithmetic chosen) {
        modelId = id;
        arithmetic = chosen;
    }

    /** A contender had its next turn. */
    void add(Contender contender, Turn turn) {
        turns.get(contender).add(turn);
    }

    /** What the encoder alone does in the same round, in images a second. */
    void encoder(double inBatchesOf32, double oneByOne) {
        batch32.add(inBatchesOf32);
        batch1.add(oneByOne);
    }

    /** At how many images a second latency is measured. */
    void latencyRate(double perSecond) {
        latencyRate = perSecond;
    }

    /** A contender had its next turn at that rate. */
    void add(Contender contender, Latency latency) {
        latencies.computeIfAbsent(contender, c -> new ArrayList<>()).add(latency);
    }

    double latencyRate() {
        return latencyRate;
    }

    /** Its turns at a given rate, by round; none where latency was not measured. */
    List<Latency> latencies(Contender contender) {
        return Collections.unmodifiableList(latencies.getOrDefault(contender, List.of()));
    }

    /** One of its figures over the rounds. */
    Optional<Spread> latency(Contender contender, ToDoubleFunction<Latency> figure) {
        return spread(values(latencies(contender), figure));
    }

    /** Clipstream's figure divided by the Python consumer's, round by round: below 1, Clipstream is sooner. */
    Optional<Spread> latencyRatio(ToDoubleFunction<Latency> figure) {
        return ratio(values(latencies(Contender.CLIPSTREAM), figure), values(latencies(Contender.PYTHON), figure));
    }

    String modelId() {
        return modelId;
    }

    /** Null until it is known. */
    Arithmetic arithmetic() {
        return arithmetic;
    }

    List<Contender> contenders() {
        return List.copyOf(turns.keySet());
    }

    /** Its turns, by round. */
    List<Turn> turns(Contender contender) {
        return Collections.unmodifiableList(turns.getOrDefault(contender, List.of()));
    }

    /** Images a second over the rounds; empty if none was good. */
    Optional<Spread> throughput(Contender contender) {
        return spread(values(turns(contender), Turn::imagesPerSecond));
    }

    /** Processor time of its process for one image, in milliseconds. */
    Optional<Spread> coreMs(Contender contender) {
        return spread(values(turns(contender), Turn::coreMsPerImage));
    }

    /** Clipstream's throughput divided by another's, round by round; empty where no round has both. */
    Optional<Spread> ratio(Contender other) {
        return ratio(
                values(turns(Contender.CLIPSTREAM), Turn::imagesPerSecond),
                values(turns(other), Turn::imagesPerSecond));
    }

    /** Another's processor time for one image divided by Clipstream's: above 1, Clipstream needs less. */
    Optional<Spread> coreRatio(Contender other) {
        return ratio(
                values(turns(other), Turn::coreMsPerImage), values(turns(Contender.CLIPSTREAM), Turn::coreMsPerImage));
    }

    /** The encoder's rate in batches of 32. */
    Optional<Spread> batch32() {
        return spread(array(batch32));
    }

    /** The encoder's rate one by one. */
    Optional<Spread> batch1() {
        return spread(array(batch1));
    }

    /** What batches of 32 give the encoder alone. */
    Optional<Spread> batch32to1() {
        return ratio(array(batch32), array(batch1));
    }

    /** How much of that Clipstream has over one record at a time. */
    Optional<Double> shareOfBatching() {
        return ratio(Contender.ONE_AT_A_TIME)
                .flatMap(ratio -> batch32to1().map(batching -> ratio.median() / batching.median()));
    }

    /** Whether each turn was answered in full. */
    boolean good() {
        return turns.values().stream().flatMap(List::stream).allMatch(Turn::good)
                && latencies.values().stream().flatMap(List::stream).allMatch(Latency::good);
    }

    private static <T> double[] values(List<T> turns, ToDoubleFunction<T> value) {
        return turns.stream().mapToDouble(value).toArray();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Optional<Spread> ratio(double[] a, double[] b) {
        int rounds = Math.min(a.length, b.length);
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = a[i] / b[i];
        }
        return spread(ratios);
    }

    private static Optional<Spread> spread(double[] values) {
        return DoubleStream.of(values).allMatch(Double::isNaN) ? Optional.empty() : Optional.of(Spread.of(values));
    }
}
