package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Works the few-shot buffer out from scratch, from all words at once, as its documentation says and as slowly as may be. */
final class SelectOracle {
    private static final Comparator<Example> NEWEST =
            Comparator.comparing(Example::getCorrectedAt).reversed().thenComparing(Example::getImageId);

    private SelectOracle() {}

    static Map<String, Example> buffer(List<LiveCorrection> words, SelectRules rules) {
        List<Example> decided =
                words.stream().collect(Collectors.groupingBy(LiveCorrection::getImageId)).values().stream()
                        .flatMap(ofImage -> decide(ofImage, rules).stream())
                        .toList();
        Set<String> shots = new HashSet<>();
        List<Example> candidates =
                decided.stream().filter(example -> !example.getHeldOut()).toList();
        Set<String> others = new HashSet<>();
        for (String model : decided.stream().map(Example::getModelId).collect(Collectors.toSet())) {
            for (String label : Set.copyOf(rules.labels().values())) {
                List<Example> ofClass = candidates.stream()
                        .filter(example -> model.equals(example.getModelId()) && label.equals(example.getLabel()))
                        .toList();
                shots.addAll(
                        rules.policy() == SelectPolicy.MOST_RECENT
                                ? newest(ofClass, rules.perClass())
                                : diverse(ofClass, rules.perClass()));
            }
            others.addAll(newest(
                    candidates.stream()
                            .filter(example -> model.equals(example.getModelId()) && example.getLabel() == null)
                            .toList(),
                    rules.noneOfThese()));
            others.addAll(newest(
                    decided.stream()
                            .filter(example ->
                                    model.equals(example.getModelId()) && example.getOrigin() == CorrectionOrigin.AUDIT)
                            .toList(),
                    rules.audited()));
        }
        Map<String, Example> buffer = new TreeMap<>();
        for (Example example : decided) {
            String id = example.getImageId();
            if (example.getHeldOut() || shots.contains(id) || others.contains(id)) {
                buffer.put(
                        id,
                        Example.newBuilder(example)
                                .setTrains(shots.contains(id))
                                .build());
            }
        }
        return buffer;
    }

    private static List<Example> decide(List<LiveCorrection> ofImage, SelectRules rules) {
        Map<String, LiveCorrection> last = new TreeMap<>();
        ofImage.forEach(
                word -> last.merge(word.getAnnotator(), word, (a, b) -> SelectVote.LATER.compare(a, b) >= 0 ? a : b));
        List<LiveCorrection> count = last.values().stream()
                .filter(word -> word.getKind() != CorrectionKind.WITHDRAWAL)
                .filter(word -> word.getLabel() == null || rules.labels().containsKey(word.getLabel()))
                .filter(word -> rules.weight(word.getAnnotator()) > 0)
                .map(word -> LiveCorrection.newBuilder(word)
                        .setLabel(
                                word.getLabel() == null ? null : rules.labels().get(word.getLabel()))
                        .build())
                .toList();
        if (count.isEmpty()) {
            return List.of();
        }
        Map<String, BigDecimal> weights = new TreeMap<>();
        count.forEach(word -> weights.merge(
                "" + word.getLabel(), BigDecimal.valueOf(rules.weight(word.getAnnotator())), BigDecimal::add));
        LiveCorrection word = count.stream()
                .max(Comparator.<LiveCorrection, BigDecimal>comparing(w -> weights.get("" + w.getLabel()))
                        .thenComparing(SelectVote.LATER))
                .orElseThrow();
        double all =
                weights.values().stream().mapToDouble(BigDecimal::doubleValue).sum();
        return List.of(new Example(
                word.getTask(),
                word.getImageId(),
                word.getLabel(),
                word.getFeature(),
                word.getModelId(),
                word.getZeroShotMargin(),
                word.getCorrectionId(),
                word.getAnnotator(),
                word.getOrigin(),
                word.getCorrectedAt(),
                word.getImage(),
                word.getSource(),
                word.getInclusionProbability(),
                true,
                count.stream().anyMatch(LiveCorrection::getHeldOut),
                (float) (weights.get("" + word.getLabel()).doubleValue() / all),
                count.size(),
                word.getPredicted()));
    }

    private static List<String> newest(List<Example> candidates, int limit) {
        return candidates.stream()
                .sorted(NEWEST)
                .limit(limit)
                .map(Example::getImageId)
                .toList();
    }

    private static List<String> diverse(List<Example> candidates, int limit) {
        List<Example> considered = candidates.stream()
                .sorted(NEWEST)
                .limit(limit + Math.min(limit, 256))
                .toList();
        Map<String, Double> scores = new TreeMap<>();
        for (Example one : considered) {
            double nearest = 0.1;
            for (Example other : considered) {
                if (isBetter(other, one)) {
                    nearest = Math.min(nearest, distance(one, other));
                }
            }
            scores.put(one.getImageId(), nearest * (1.25 - margin(one)));
        }
        List<Example> sorted = new ArrayList<>(considered);
        sorted.sort(Comparator.<Example>comparingDouble(e -> -scores.get(e.getImageId()))
                .thenComparing(NEWEST));
        return sorted.stream().limit(limit).map(Example::getImageId).toList();
    }

    private static boolean isBetter(Example one, Example other) {
        int byMargin = Double.compare(margin(one), margin(other));
        return byMargin < 0 || byMargin == 0 && NEWEST.compare(one, other) < 0;
    }

    private static double margin(Example example) {
        return example.getZeroShotMargin() == null ? 1 : example.getZeroShotMargin();
    }

    private static double distance(Example a, Example b) {
        if (!a.getModelId().equals(b.getModelId())) {
            return 2;
        }
        float[] x = feature(a);
        float[] y = feature(b);
        double cosine = 0;
        for (int i = 0; i < x.length; i++) {
            cosine += (double) x[i] * y[i];
        }
        return (1 - cosine) / (a.getSource() != null && a.getSource().equals(b.getSource()) ? 2 : 1);
    }

    private static float[] feature(Example example) {
        byte[] bytes = new byte[example.getFeature().remaining()];
        example.getFeature().duplicate().get(bytes);
        return HalfFloats.readUnit(bytes);
    }
}
