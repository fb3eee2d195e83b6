package io.clipstream.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Draws the learning curves of a {@link FewShotReport} as one SVG image: means over seeds, one diagram below another. */
public final class FewShotDrawing {
    private FewShotDrawing() {}

    /** The file's text. */
    public static String svg(FewShotReport report) {
        List<CurvePanel> panels = new ArrayList<>();
        for (FewShotResult result : report.results()) {
            panels.add(shots(result, report.plan()));
            for (StreamOrder order : StreamOrder.values()) {
                if (result.curves().stream().anyMatch(curve -> curve.order() == order && curve.failure() == null)) {
                    panels.add(stream(result, order));
                }
            }
        }
        StringBuilder svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + CurvePanel.WIDTH
                        + "\" height=\"" + CurvePanel.HEIGHT * panels.size()
                        + "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (int i = 0; i < panels.size(); i++) {
            svg.append(panels.get(i).svg(i * CurvePanel.HEIGHT));
        }
        return svg.append("</svg>\n").toString();
    }

    private static CurvePanel shots(FewShotResult result, FewShotPlan plan) {
        double[] shots = plan.shots().stream().mapToDouble(n -> n).toArray();
        CurvePanel panel = new CurvePanel(result.data().name() + ": test accuracy, %, over shots a class", shots, true);
        for (String method : plan.methods()) {
            List<FewShotCell> cells = plan.shots().stream()
                    .map(n -> result.cell(method, n))
                    .filter(cell -> cell.failure() == null)
                    .toList();
            panel.add(
                    method,
                    cells.stream().mapToDouble(FewShotCell::shots).toArray(),
                    cells.stream()
                            .mapToDouble(cell -> 100 * cell.accuracy().mean())
                            .toArray());
        }
        return withZeroShot(panel, result);
    }

    private static CurvePanel stream(FewShotResult result, StreamOrder order) {
        List<FewShotCurve> curves = result.curves().stream()
                .filter(curve -> curve.order() == order && curve.failure() == null)
                .toList();
        int last = curves.get(0).accuracy().get(0).length - 1;
        double[] ticks =
                IntStream.rangeClosed(0, 4).mapToDouble(i -> i * last / 4.0).toArray();
        CurvePanel panel = new CurvePanel(
                result.data().name() + ": test accuracy, %, over examples one at a time, " + order, ticks, false);
        for (FewShotCurve curve : curves) {
            panel.add(
                    curve.method(),
                    IntStream.rangeClosed(0, last).mapToDouble(n -> n).toArray(),
                    IntStream.rangeClosed(0, last)
                            .mapToDouble(n -> 100 * curve.after(n).mean())
                            .toArray());
        }
        return withZeroShot(panel, result);
    }

    private static CurvePanel withZeroShot(CurvePanel panel, FewShotResult result) {
        if (result.zeroShot() != null) {
            panel.level("plain CLIP", 100 * result.zeroShot());
        }
        return panel;
    }
}
