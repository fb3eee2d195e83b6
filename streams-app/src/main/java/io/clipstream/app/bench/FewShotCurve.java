package io.clipstream.app.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method that gets its examples one at a time.
 *
 * @param method its name
 * @param order in which the examples come
 * @param instant whether each example updates the last adapter; else it is fitted again now and then
 * @param accuracy for each seed the share of test rows that are right after 0, 1, 2, ... examples; empty if it failed
 * @param meanSeconds for each seed the mean time on a processor that an example cost, fits included; null if it failed
 * @param instantSeconds for each seed the median time on a processor of an instant update; null if there are none
 * @param failure why it could not be measured; null if it could
 */
record FewShotCurve(
        String method,
        StreamOrder order,
        boolean instant,
        List<double[]> accuracy,
        SeedFigures meanSeconds,
        SeedFigures instantSeconds,
        String failure) {

    /** How far below another accuracy, and where: {@code seed} is 0 for the mean over seeds. */
    record Dip(double below, int step, int seed) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("below", below);
            map.put("step", step);
            if (seed > 0) {
                map.put("seed", seed);
            }
            return map;
        }
    }

    static FewShotCurve failed(String method, StreamOrder order, String reason) {
        return new FewShotCurve(method, order, false, List.of(), null, null, reason);
    }

    /** Puts the runs of all seeds together. */
    static FewShotCurve of(String method, StreamOrder order, List<FewShotStream.Run> runs) {
        boolean instant = runs.stream().allMatch(run -> run.instantSeconds().length > 0);
        return new FewShotCurve(
                method,
                order,
                instant,
                runs.stream().map(FewShotStream.Run::accuracy).toList(),
                SeedFigures.of(runs.stream()
                        .mapToDouble(run -> run.seconds() / (run.accuracy().length - 1))
                        .toArray()),
                instant
                        ? SeedFigures.of(runs.stream()
                                .mapToDouble(run ->
                                        SeedFigures.of(run.instantSeconds()).median())
                                .toArray())
                        : null,
                null);
    }

    /** The accuracy after so many examples, by seed; after all of them where there are fewer. */
    SeedFigures after(int examples) {
        return SeedFigures.of(accuracy.stream()
                .mapToDouble(curve -> curve[Math.min(examples, curve.length - 1)])
                .toArray());
    }

    /** The mean over all moments, by seed: the area under the learning curve. */
    SeedFigures area() {
        return SeedFigures.of(accuracy.stream()
                .mapToDouble(curve -> SeedFigures.of(curve).mean())
                .toArray());
    }

    /** The moment of any seed that lies deepest below {@code zeroShot}; 0 at step 0 if none lies below. */
    Dip worst(double zeroShot) {
        Dip worst = new Dip(0, 0, 0);
        for (int seed = 0; seed < accuracy.size(); seed++) {
            double[] curve = accuracy.get(seed);
            for (int step = 0; step < curve.length; step++) {
                if (zeroShot - curve[step] > worst.below()) {
                    worst = new Dip(zeroShot - curve[step], step, seed + 1);
                }
            }
        }
        return worst;
    }

    /** The moment at which the mean over seeds, two standard errors added, lies deepest below {@code zeroShot}. */
    Dip worstMean(double zeroShot) {
        Dip worst = new Dip(0, 0, 0);
        for (int step = 0; step < accuracy.get(0).length; step++) {
            SeedFigures here = after(step);
            double below = zeroShot - here.mean() - 2 * here.standardError();
            if (below > worst.below()) {
                worst = new Dip(below, step, 0);
            }
        }
        return worst;
    }

    /** {@code zeroShot} is null where there are no texts, and so nothing to fall below. */
    Map<String, Object> toMap(List<Integer> shots, int classes, Double zeroShot) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("method", method);
        map.put("order", order.toString());
        if (failure != null) {
            map.put("failure", failure);
            return map;
        }
        map.put("updates", instant ? "instant" : "refit");
        List<Map<String, Object>> moments = new ArrayList<>();
        for (int n : shots) {
            Map<String, Object> moment = new LinkedHashMap<>();
            moment.put("examples", Math.min(n * classes, accuracy.get(0).length - 1));
            moment.put("accuracy", after(n * classes).toMap());
            moments.add(moment);
        }
        map.put("moments", moments);
        map.put("area", area().toMap());
        map.put("meanCpuSeconds", meanSeconds.toMap());
        if (instant) {
            map.put("instantCpuSeconds", instantSeconds.toMap());
        }
        if (zeroShot != null) {
            map.put("worstBelowZeroShot", worst(zeroShot).toMap());
            map.put("worstMeanBelowZeroShot", worstMean(zeroShot).toMap());
        }
        return map;
    }
}
