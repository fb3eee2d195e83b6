package io.clipstream.loadtest.swap;

import io.clipstream.loadtest.report.HtmlReport;
import io.clipstream.loadtest.report.Series;
import io.clipstream.loadtest.swap.InstanceStory.Memory;
import io.clipstream.loadtest.swap.SwapJudge.Arrival;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * All that a run left behind, for the result and the report.
 *
 * @param beginMicros when the versions began, on the machine's clock
 * @param seconds to the last answer
 * @param sent images that the brokers took
 */
record SwapOutcome(
        SwapOptions options,
        long beginMicros,
        double seconds,
        int sent,
        Sightings sightings,
        List<Pointer> pointers,
        List<InstanceStory> stories,
        int moves,
        int brokeDown) {
    private static final double GOAL_MILLIS = 200;
    private static final double FLAT = 1.1;
    /** What threads keep as buffers of their own, the more of them have once written something, is no growth. */
    private static final double FLAT_MIB = 4;

    /** Class loading, compilation and first buffers are over by then. */
    private static final double WARM_UP_SECONDS = 60;

    private static final double MIB = 1024.0 * 1024.0;
    private static final int WINDOW_SECONDS = 10;

    SwapResult result() {
        SwapJudge judge = judge();
        List<Arrival> arrivals = judge.arrivals();
        long neverLive =
                arrivals.stream().filter(a -> a.liveMicros() == Long.MAX_VALUE).count();
        List<Arrival> arrived =
                arrivals.stream().filter(a -> a.liveMicros() != Long.MAX_VALUE).toList();
        Histogram sinceCommit = new Histogram(3);
        Histogram whileNoneStarts = new Histogram(3);
        arrived.stream()
                .filter(a ->
                        stories.stream().noneMatch(s -> s.isStarting(a.pointer().committedMicros())))
                .forEach(a -> whileNoneStarts.recordValue(a.sinceCommitted()));
        Histogram sinceCall = new Histogram(3);
        arrived.forEach(a -> sinceCommit.recordValue(a.sinceCommitted()));
        arrived.forEach(a -> sinceCall.recordValue(Math.max(0, a.sinceCalled())));
        Histogram firstUse = new Histogram(3);
        judge.firstUses().forEach(millis -> firstUse.recordValue(millis * 1000));
        Map<String, Long> kinds = new TreeMap<>();
        pointers.forEach(p -> kinds.merge(p.kind().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        Map<String, Double> growth = new TreeMap<>();
        growth.put("heap", growth(Memory::heap));
        growth.put("resident", growth(Memory::resident));
        growth.put("direct", growth(Memory::direct));
        long lost = sent - sightings.answered();
        long mixed = judge.mixedBatches();
        long backwards = judge.backwards();
        long wrong = judge.wrongVersion();
        long unannounced = judge.unannounced();
        long corrupt = judge.corruptLive();
        Map<String, Boolean> goals = new LinkedHashMap<>();
        long twice = options.exactlyOnce() ? sightings.duplicated() : 0;
        goals.put(
                SwapResult.COUNTED,
                lost + twice + sightings.letters() + mixed + backwards + wrong + unannounced + corrupt + neverLive
                        == 0);
        goals.put(SwapResult.TIMED, sinceCommit.getValueAtPercentile(99) < GOAL_MILLIS * 1000);
        goals.put(
                SwapResult.FLAT,
                Stream.<ToLongFunction<Memory>>of(Memory::heap, Memory::resident, Memory::direct)
                        .allMatch(this::flat));
        return new SwapResult(
                options.seed(),
                sent,
                sightings.answered(),
                lost,
                sightings.duplicated(),
                sightings.letters(),
                mixed,
                backwards,
                wrong,
                unannounced,
                corrupt,
                neverLive,
                kinds,
                moves,
                brokeDown,
                millis(sinceCommit),
                millis(whileNoneStarts),
                millis(sinceCall),
                millis(firstUse),
                growth,
                goals,
                seconds);
    }

    private SwapJudge judge() {
        return new SwapJudge(pointers, sightings.seen(), stories);
    }

    /** The worst of the instances that stayed; NaN if the run was too short to tell. */
    private double growth(ToLongFunction<Memory> of) {
        double warmUp = Math.min(WARM_UP_SECONDS, seconds / 4);
        return stories.stream()
                .filter(story -> !story.guest())
                .mapToDouble(story -> series(story, of).growth(warmUp))
                .filter(growth -> !Double.isNaN(growth))
                .max()
                .orElse(Double.NaN);
    }

    private boolean flat(ToLongFunction<Memory> of) {
        double warmUp = Math.min(WARM_UP_SECONDS, seconds / 4);
        return stories.stream()
                .filter(story -> !story.guest())
                .map(story -> series(story, of))
                .noneMatch(s -> s.growth(warmUp) > FLAT && s.rise(warmUp) > FLAT_MIB);
    }

    private Series series(InstanceStory story, ToLongFunction<Memory> of) {
        Series series = new Series("instance " + story.number());
        story.memory().forEach(m -> series.add(second(m.micros()), of.applyAsLong(m) / MIB));
        return series;
    }

    private double second(long micros) {
        return (micros - beginMicros) / 1e6;
    }

    private static Map<String, Double> millis(Histogram micros) {
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("p50", micros.getValueAtPercentile(50) / 1e3);
        millis.put("p99", micros.getValueAtPercentile(99) / 1e3);
        millis.put("max", micros.getMaxValue() / 1e3);
        return millis;
    }

    /** The page about it. */
    HtmlReport report(SwapResult result) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seed", result.seed());
        figures.put("pointers published", result.pointers());
        figures.put("images sent, predictions", result.sent() + ", " + result.received());
        figures.put("lost, duplicated", result.lost() + ", " + result.duplicated());
        figures.put("mixed batches", result.mixedBatches());
        figures.put("backwards", result.backwards());
        figures.put("wrong version, unannounced", result.wrongVersion() + ", " + result.unannounced());
        figures.put("instances added or ended", result.moves());
        figures.put("publish to live, ms", result.publishToLiveMillis());
        figures.put("publish to live while no instance starts, ms", result.publishToLiveWhileNoneStarts());
        figures.put("publish to first prediction, ms", result.firstPredictionMillis());
        figures.put("memory, last third over first", result.growth());
        result.goals().forEach((goal, met) -> figures.put(goal, met ? "met" : "missed"));
        return new HtmlReport("Hot swap under load")
                .text("Adapter versions published while images flow and instances come and go, judged from outside. "
                        + "Memory is measured after a collection, in every instance.")
                .table("Figures", figures)
                .chart("Heap after collection", "MiB", lines(Memory::heap))
                .chart("Resident set", "MiB", lines(Memory::resident))
                .chart("Direct buffers", "MiB", lines(Memory::direct))
                .chart("Publish to live in every instance", "ms, over 10 s", latencies());
    }

    private List<Series> lines(ToLongFunction<Memory> of) {
        return stories.stream().map(story -> series(story, of)).toList();
    }

    private List<Series> latencies() {
        TreeMap<Long, Histogram> windows = new TreeMap<>();
        for (Arrival arrival : judge().arrivals()) {
            if (arrival.liveMicros() != Long.MAX_VALUE) {
                long window = Math.round(second(arrival.pointer().calledMicros())) / WINDOW_SECONDS;
                windows.computeIfAbsent(window, w -> new Histogram(3)).recordValue(arrival.sinceCommitted());
            }
        }
        List<Series> lines = new ArrayList<>();
        for (double percentile : new double[] {50, 99, 100}) {
            Series line = new Series(percentile == 100 ? "max" : "p" + (int) percentile);
            windows.forEach((window, histogram) ->
                    line.add(window * WINDOW_SECONDS, histogram.getValueAtPercentile(percentile) / 1e3));
            lines.add(line);
        }
        return lines;
    }
}
