package io.clipstream.app.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link FewShotBench} found.
 *
 * @param plan what was asked
 * @param results by data set
 */
public record FewShotReport(FewShotPlan plan, List<FewShotResult> results) {
    /** As maps, lists, strings and numbers, for JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "few-shot");
        map.put("methods", plan.methods());
        map.put("shots", plan.shots());
        map.put("seeds", plan.seeds());
        map.put("unlabelled", plan.unlabelled());
        map.put("growing", plan.growing());
        map.put("options", plan.options());
        map.put("dataSets", results.stream().map(result -> result.toMap(plan)).toList());
        return map;
    }
}
