package io.clipstream.loadtest.compare;

import io.clipstream.app.bench.BenchImages;
import io.clipstream.app.bench.Machine;
import io.clipstream.app.bench.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a compare run found, as JSON and for people.
 *
 * @param options as they were carried out, without those that were skipped
 * @param python null if it did not take part
 * @param skipped who did not take part, and why
 */
record CompareResult(
        CompareOptions options,
        String model,
        BenchImages images,
        Machine machine,
        Figures figures,
        PythonPeer python,
        Map<Contender, String> skipped) {

    /** Everything, in the order in which it is read. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("compare", model);
        map.put("modelId", figures.modelId());
        map.put("precision", figures.arithmetic().precision().word());
        map.put("python", python == null ? null : python.name() + ", " + python.layout());
        map.put("machine", machine);
        map.put("images", images.origin());
        map.put("imageKilobytes", images.meanKilobytes());
        map.put("rounds", options.rounds());
        map.put("seconds", options.seconds());
        map.put("warmUpSeconds", options.warmUpSeconds());
        map.put("seed", options.seed());
        map.put("good", figures.good());
        Map<String, Object> contenders = new LinkedHashMap<>();
        figures.contenders().forEach(contender -> contenders.put(contender.id(), contender(contender)));
        map.put("contenders", contenders);
        Map<String, Object> skippedById = new LinkedHashMap<>();
        skipped.forEach((contender, why) -> skippedById.put(contender.id(), why));
        map.put("skipped", skippedById);
        map.put("encoderBatch32", orNull(figures.batch32()));
        map.put("encoderBatch1", orNull(figures.batch1()));
        map.put("batch32to1", orNull(figures.batch32to1()));
        map.put("oneAtATimeShareOfBatching", orNull(figures.shareOfBatching()));
        Map<String, Object> ratios = new LinkedHashMap<>();
        Map<String, Object> spreads = new LinkedHashMap<>();
        Map<String, Object> core = new LinkedHashMap<>();
        for (Contender other : others()) {
            ratios.put(other.ratio(), orNull(figures.ratio(other).map(Spread::median)));
            spreads.put(other.ratio(), orNull(figures.ratio(other)));
            core.put(other.ratio(), orNull(figures.coreRatio(other)));
        }
        map.put("ratios", ratios);
        map.put("ratioSpreads", spreads);
        map.put("coreRatios", core);
        map.put("latency", figures.latencyRate() > 0 ? latency() : null);
        return map;
    }

    private Map<String, Object> contender(Contender contender) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("imagesPerSecond", orNull(figures.throughput(contender)));
        map.put("coreMsPerImage", orNull(figures.coreMs(contender)));
        List<Object> rounds = new ArrayList<>();
        for (Turn turn : figures.turns(contender)) {
            rounds.add(Double.isNaN(turn.imagesPerSecond()) ? null : turn.imagesPerSecond());
        }
        map.put("byRound", rounds);
        map.put(
                "images",
                figures.turns(contender).stream().mapToInt(Turn::images).sum());
        map.put(
                "problems",
                figures.turns(contender).stream()
                        .filter(turn -> !turn.good())
                        .map(Turn::problem)
                        .toList());
        return map;
    }

    private Map<String, Object> latency() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("load", CompareOptions.LOAD);
        map.put("imagesPerSecond", figures.latencyRate());
        for (Contender contender : figures.contenders()) {
            if (!figures.latencies(contender).isEmpty()) {
                Map<String, Object> found = new LinkedHashMap<>();
                found.put("p50Ms", orNull(figures.latency(contender, Latency::p50)));
                found.put("p99Ms", orNull(figures.latency(contender, Latency::p99)));
                found.put("maxMs", orNull(figures.latency(contender, Latency::max)));
                found.put(
                        "images",
                        figures.latencies(contender).stream()
                                .mapToInt(Latency::images)
                                .sum());
                found.put(
                        "problems",
                        figures.latencies(contender).stream()
                                .filter(latency -> !latency.good())
                                .map(Latency::problem)
                                .toList());
                map.put(contender.id(), found);
            }
        }
        map.put("p50Ratio", orNull(figures.latencyRatio(Latency::p50)));
        map.put("p99Ratio", orNull(figures.latencyRatio(Latency::p99)));
        return map;
    }

    /** Those that Clipstream is compared with. */
    static List<Contender> others() {
        return List.of(Contender.LIMIT, Contender.ONE_AT_A_TIME, Contender.PYTHON, Contender.EXACTLY_ONCE);
    }

    private static Object orNull(Optional<?> value) {
        return value.orElse(null);
    }

    /** The table for people. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%s in %s, %s%n%s, %d cores; medians of %d rounds ± half the distance of the quartiles%n%n",
                model,
                figures.arithmetic().precision(),
                images.origin(),
                machine.cpu(),
                machine.cores(),
                options.rounds()));
        text.append(String.format("%-34s %16s %16s %18s%n", "", "images/s", "core ms/image", "Clipstream's ×"));
        for (Contender contender : figures.contenders()) {
            text.append(String.format(
                    "%-34s %16s %16s %18s%n",
                    contender.title(),
                    text(figures.throughput(contender), 1),
                    text(figures.coreMs(contender), 1),
                    contender == Contender.CLIPSTREAM ? "" : text(figures.ratio(contender), 3)));
        }
        figures.batch32to1()
                .ifPresent(ratio -> text.append(String.format(
                        "%nThe encoder alone does %s images/s in batches of 32, %s one by one: %s times as many.%n",
                        text(figures.batch32(), 1), text(figures.batch1(), 1), text(Optional.of(ratio), 2))));
        figures.shareOfBatching()
                .ifPresent(share ->
                        text.append(String.format("Clipstream has %.2f of that over one record at a time.%n", share)));
        for (Contender contender : figures.contenders()) {
            if (!figures.latencies(contender).isEmpty()) {
                text.append(String.format(
                        "%s at %.1f images/s: p50 %s ms, p99 %s ms%n",
                        contender.title(),
                        figures.latencyRate(),
                        text(figures.latency(contender, Latency::p50), 1),
                        text(figures.latency(contender, Latency::p99), 1)));
            }
        }
        figures.latencyRatio(Latency::p99)
                .ifPresent(ratio -> text.append(String.format(
                        "Clipstream's p99 is %s times the Python consumer's.%n", text(Optional.of(ratio), 2))));
        if (python != null) {
            text.append(String.format("Python: %s, %s%n", python.name(), python.layout()));
        }
        skipped.forEach((contender, why) -> text.append(String.format("%s was skipped: %s%n", contender.title(), why)));
        for (Contender contender : figures.contenders()) {
            for (Turn turn : figures.turns(contender)) {
                if (!turn.good()) {
                    text.append(String.format("%s had a bad turn: %s%n", contender.title(), turn.problem()));
                }
            }
        }
        return text.toString().stripTrailing();
    }

    private static String text(Optional<Spread> spread, int decimals) {
        String format = "%." + decimals + "f ± %." + decimals + "f";
        return spread.map(s -> String.format(format, s.median(), (s.high() - s.low()) / 2))
                .orElse("-");
    }
}
