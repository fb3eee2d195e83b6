package io.clipstream.app.bench;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Fits every method of a plan to drawn shots of every data set and tests it, in one thread. */
public final class FewShotBench {
    private final FewShotPlan plan;
    private final PrintWriter progress;

    /** {@code progress} is told what happens. */
    public FewShotBench(FewShotPlan plan, PrintWriter progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Measures. */
    public FewShotReport run(List<FewShotData> dataSets) throws InvalidAdapterException {
        List<FewShotResult> results = new ArrayList<>();
        for (FewShotData data : dataSets) {
            if (plan.unlabelled() && data.unlabelled().size() == 0) {
                throw new IllegalArgumentException(
                        "--unlabelled: data set " + data.name() + " has no tensor 'val_features'");
            }
        }
        for (FewShotData data : dataSets) {
            results.add(run(data));
        }
        return new FewShotReport(plan, results);
    }

    private FewShotResult run(FewShotData data) throws InvalidAdapterException {
        FewShotTask task = new FewShotTask(data, plan);
        List<ShotDraw> draws = LongStream.rangeClosed(1, plan.seeds())
                .mapToObj(seed -> ShotDraw.of(data.train().labels(), data.head().classes(), seed))
                .toList();
        List<FewShotCell> cells = new ArrayList<>();
        List<FewShotCurve> curves = new ArrayList<>();
        for (String method : plan.methods()) {
            say(data.name() + ": " + method);
            for (int shots : plan.shots()) {
                cells.add(task.cell(method, shots, draws));
            }
            if (plan.stream()) {
                for (StreamOrder order : StreamOrder.values()) {
                    say(data.name() + ": " + method + ", one at a time, " + order);
                    curves.add(curve(task, data, method, order, draws));
                }
            }
        }
        return new FewShotResult(data, data.head().hasText() ? task.zeroShot() : null, draws, cells, curves);
    }

    private FewShotCurve curve(
            FewShotTask task, FewShotData data, String method, StreamOrder order, List<ShotDraw> draws) {
        List<Integer> moments =
                plan.shots().stream().map(n -> n * data.head().classes()).toList();
        List<FewShotStream.Run> runs = new ArrayList<>();
        try {
            FewShotStream stream = new FewShotStream(task, AdapterMethods.named(method), moments);
            for (ShotDraw draw : draws) {
                runs.add(stream.run(task.shots(order.rows(draw, plan.mostShots())), draw.seed()));
            }
        } catch (InvalidAdapterException e) {
            return FewShotCurve.failed(method, order, e.getMessage());
        }
        return FewShotCurve.of(method, order, runs);
    }

    private void say(String what) {
        progress.println(what);
        progress.flush();
    }
}
