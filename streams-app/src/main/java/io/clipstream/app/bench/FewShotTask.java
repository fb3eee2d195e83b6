package io.clipstream.app.bench;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethod;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import java.lang.management.ManagementFactory;
import java.util.List;

/** One data set under one plan: fits methods to drawn rows as the product does; one thread at a time. */
final class FewShotTask {
    private final FewShotData data;
    private final FewShotPlan plan;

    FewShotTask(FewShotData data, FewShotPlan plan) {
        this.data = data;
        this.plan = plan;
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
        return new TrainingInput(data.head(), new SupportSet(shots), plan.options(), seed);
    }

    /** Fits and loads. */
    Adapter fit(String method, TrainingInput input) throws InvalidAdapterException {
        AdapterMethod named = AdapterMethods.named(method);
        AdapterArtifact artifact = named.fit(input);
        return named.load(artifact);
    }

    FewShotScore score(Adapter adapter) {
        return FewShotScore.of(adapter, data.test());
    }

    /** Accuracy of the texts alone. */
    double zeroShot() throws InvalidAdapterException {
        return score(fit("zero-shot", input(List.of(), 0))).accuracy();
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
                FewShotScore score = score(AdapterMethods.load(artifact));
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
