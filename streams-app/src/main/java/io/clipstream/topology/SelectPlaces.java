package io.clipstream.topology;

import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The places of one task's few-shot buffer: those of each class, of "none of these", and of the audit sample, for each
 * backbone that features come from. While a backbone is being replaced, neither takes places from the other.
 */
final class SelectPlaces {
    private final SelectRules rules;
    private final Map<Kind, SelectTier> tiers = new HashMap<>();
    private final Map<SelectTier, Set<String>> chosen = new HashMap<>();
    private final Set<SelectTier> dirty = new HashSet<>();

    /**
     * What shares a number of places.
     *
     * @param label of the class; null for "none of these", and for the audit sample, which is of all labels
     * @param modelId backbone of the features
     */
    private record Kind(boolean audit, String label, String modelId) {}

    SelectPlaces(SelectRules rules) {
        this.rules = rules;
    }

    void add(SelectCandidate candidate) {
        for (SelectTier tier : tiers(candidate.example())) {
            tier.add(candidate);
            dirty.add(tier);
        }
    }

    void remove(SelectCandidate candidate) {
        for (SelectTier tier : tiers(candidate.example())) {
            tier.remove(candidate);
            dirty.add(tier);
        }
    }

    /** Chooses anew where something has changed; returns the images that came or left by it. */
    Set<String> changed() {
        Set<String> changed = new HashSet<>();
        for (SelectTier tier : dirty) {
            Set<String> now = tier.chosen();
            Set<String> before = chosen.put(tier, now);
            Set<String> had = before == null ? Set.of() : before;
            had.stream().filter(id -> !now.contains(id)).forEach(changed::add);
            now.stream().filter(id -> !had.contains(id)).forEach(changed::add);
        }
        dirty.clear();
        return changed;
    }

    /** Whether it has a place, by the last choice. */
    boolean holds(Example example) {
        return tiers(example).stream().anyMatch(tier -> isChosen(tier, example));
    }

    /** Whether it is one of its class's shots, by the last choice. */
    boolean trains(Example example) {
        return example.getLabel() != null && !example.getHeldOut() && isChosen(labelled(example), example);
    }

    private boolean isChosen(SelectTier tier, Example example) {
        return chosen.getOrDefault(tier, Set.of()).contains(example.getImageId());
    }

    private List<SelectTier> tiers(Example example) {
        List<SelectTier> of = new ArrayList<>(2);
        if (!example.getHeldOut()) {
            of.add(labelled(example));
        }
        if (example.getOrigin() == CorrectionOrigin.AUDIT) {
            of.add(tier(
                    new Kind(true, null, example.getModelId()),
                    rules.audited(),
                    () -> new SelectMostRecent(rules.audited())));
        }
        return of;
    }

    private SelectTier labelled(Example example) {
        Kind kind = new Kind(false, example.getLabel(), example.getModelId());
        return example.getLabel() == null
                ? tier(kind, rules.noneOfThese(), () -> new SelectMostRecent(rules.noneOfThese()))
                : tier(kind, rules.perClass(), () -> rules.policy().quota(rules.perClass()));
    }

    private SelectTier tier(Kind kind, int limit, Supplier<SelectQuota> quota) {
        return tiers.computeIfAbsent(kind, k -> new SelectTier(limit, quota.get()));
    }
}
