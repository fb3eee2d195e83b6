package io.clipstream.app.bench;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import java.util.List;
import java.util.Map;

/**
 * What to measure of the few-shot methods.
 *
 * @param methods names of methods, as {@link AdapterMethods} knows them
 * @param shots per class, ascending, from 1
 * @param seeds how many draws of shots, from 1; the seeds are 1, 2, ...
 * @param stream whether examples also come one at a time
 * @param unlabelled whether the methods get the unlabelled rows
 * @param growing whether in streams the unlabelled rows come along with the examples instead of all before the first
 * @param options of the methods, by name
 */
public record FewShotPlan(
        List<String> methods,
        List<Integer> shots,
        int seeds,
        boolean stream,
        boolean unlabelled,
        boolean growing,
        Map<String, String> options) {
    public FewShotPlan {
        methods = methods.stream().distinct().toList();
        shots = shots.stream().distinct().sorted().toList();
        options = Map.copyOf(options);
        require(!shots.isEmpty() && shots.get(0) >= 1, "--shots has " + shots + ", expected numbers from 1");
        require(seeds >= 1 && seeds <= 1000, "--seeds is " + seeds + ", expected 1 to 1000");
        require(!growing || (stream && unlabelled), "--growing is about streams: it wants --stream and --unlabelled");
        for (String method : methods) {
            try {
                AdapterMethods.named(method);
            } catch (InvalidAdapterException e) {
                throw new IllegalArgumentException("--methods: " + e.getMessage(), e);
            }
        }
        AdapterMethods.checkOptions(options);
    }

    int mostShots() {
        return shots.get(shots.size() - 1);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
