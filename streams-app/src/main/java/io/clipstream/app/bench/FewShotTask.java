package io.clipstream.app.bench;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.adapter.ZeroShot;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** One data set under one plan: fits methods to drawn rows as the product does; one thread at a time. */
final class FewShotTask {
    private final FewShotData data;
    private final FewShotPlan plan;
    private final List<UnlabelledSample.Row> unlabelled;
    private final UnlabelledSample sample;

    FewShotTask(FewShotData data, FewShotPlan plan) {
        this.data = data;
        this.plan = plan;
        FeatureRows rows = plan.unlabelled() ? data.unlabelled() : FeatureRows.NONE;
        this.unlabelled = IntStream.range(0, rows.size())
                .mapToObj(row -> new UnlabelledSample.Row("unlabelled-%08d".formatted(row), rows.features()[row]))
                .toList();
        this.sample = new UnlabelledSample(unlabelled);
    }

    /** The training rows as shots. */
    List<Shot> shots(List<Integer> rows) {
        return rows.stream()
                .map(row -> new Shot(
                        "row-%08d".formatted(row),
                        data.train().labels()[row],
                        data.train().features()[row]))
                .toList();
    }

    TrainingInput input(List<Shot> shots, long seed) {
        return new TrainingInput(data.head(), new SupportSet(shots), sample, plan.options(), seed);
    }

    /** The input after the first so many of a stream of examples. */
    TrainingInput input(List<Shot> stream, int first, long seed) {
        TrainingInput whole = input(stream.subList(0, first), seed);
        if (!plan.growing()) {
            return whole;
        }
        List<UnlabelledSample.Row> shuffled = new ArrayList<>(unlabelled);
        Collections.shuffle(shuffled, new Random(seed));
        int come = (int) ((long) shuffled.size() * first / stream.size());
        UnlabelledSample yet = new UnlabelledSample(shuffled.subList(0, come));
        return new TrainingInput(data.head(), whole.support(), yet, plan.options(), seed);
    }

    FewShotScore score(AdapterArtifact artifact) throws InvalidAdapterException {
        return FewShotScore.of(AdapterMethods.load(artifact), data.test());
    }

    /** Accuracy of the texts alone. */
    double zeroShot() throws InvalidAdapterException {
        return score(new ZeroShot().fit(input(List.of(), 0))).accuracy();
    }

    /** A method at one number of shots, over all draws. */
    FewShotCell cell(String method, int shots, List<ShotDraw> draws) {
        double[] accuracy = new double[draws.size()];
        double[] error = new double[draws.size()];
        double[] seconds = new double[draws.size()];
        for (int i = 0; i < draws.size(); i++) {
            TrainingInput input =
                    input(shots(draws.get(i).shots(shots)), draws.get(i).seed());
            try {
                double begun = cpuSeconds();
                AdapterArtifact artifact = AdapterMethods.named(method).fit(input);
                seconds[i] = cpuSeconds() - begun;
                FewShotScore score = score(artifact);
                accuracy[i] = score.accuracy();
                error[i] = score.calibrationError();
            } catch (InvalidAdapterException e) {
                return FewShotCell.failed(method, shots, e.getMessage());
            }
        }
        return new FewShotCell(
                method, shots, SeedFigures.of(accuracy), SeedFigures.of(error), SeedFigures.of(seconds), null);
    }

    /** Time that this thread has spent on a processor. */
    static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
