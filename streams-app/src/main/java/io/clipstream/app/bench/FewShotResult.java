package io.clipstream.app.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found on one data set.
 *
 * @param data the data set
 * @param zeroShot accuracy of the texts alone; null without texts
 * @param draws the rows drawn, by seed
 * @param cells by method and shots
 * @param curves by method and order; empty without {@code --stream}
 */
record FewShotResult(
        FewShotData data, Double zeroShot, List<ShotDraw> draws, List<FewShotCell> cells, List<FewShotCurve> curves) {

    FewShotCell cell(String method, int shots) {
        return cells.stream()
                .filter(cell -> cell.method().equals(method) && cell.shots() == shots)
                .findFirst()
                .orElseThrow();
    }

    Map<String, Object> toMap(FewShotPlan plan) {
        int classes = data.head().classes();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", data.name());
        map.put("classes", classes);
        map.put("dimension", data.head().dimension());
        map.put("trainRows", data.train().size());
        map.put("unlabelledRows", data.unlabelled().size());
        map.put("testRows", data.test().size());
        map.put("zeroShot", zeroShot);
        map.put("draws", draws.stream().map(draw -> draw(draw, plan)).toList());
        map.put("results", cells.stream().map(FewShotCell::toMap).toList());
        if (plan.stream()) {
            map.put(
                    "streams",
                    curves.stream()
                            .map(curve -> curve.toMap(plan.shots(), classes, zeroShot))
                            .toList());
        }
        return map;
    }

    private static Map<String, Object> draw(ShotDraw draw, FewShotPlan plan) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seed", draw.seed());
        map.put("rowsByClass", draw.upTo(plan.mostShots()));
        if (plan.stream()) {
            map.put("randomOrder", draw.shuffled(plan.mostShots()));
        }
        return map;
    }
}
