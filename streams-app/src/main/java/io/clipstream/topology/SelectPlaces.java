package io.clipstream.topology;

import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Example;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The places of one task's few-shot buffer: those of each class, of "none of these", and of the audit sample. */
final class SelectPlaces {
    private final SelectRules rules;
    private final Map<String, Places> classes = new HashMap<>();
    private final Places noneOfThese;
    private final Places audited;
    private final Set<Places> dirty = new HashSet<>();

    /** A quota with what it chose last. */
    private static final class Places {
        private final SelectQuota quota;
        private Set<String> chosen = Set.of();

        Places(SelectQuota quota) {
            this.quota = quota;
        }
    }

    SelectPlaces(SelectRules rules) {
        this.rules = rules;
        this.noneOfThese = new Places(new SelectMostRecent(rules.noneOfThese()));
        this.audited = new Places(new SelectMostRecent(rules.audited()));
    }

    void add(Example example) {
        if (!example.getHeldOut()) {
            places(example).quota.add(example);
            dirty.add(places(example));
        }
        if (example.getOrigin() == CorrectionOrigin.AUDIT) {
            audited.quota.add(example);
            dirty.add(audited);
        }
    }

    void remove(Example example) {
        if (!example.getHeldOut()) {
            places(example).quota.remove(example);
            dirty.add(places(example));
        }
        if (example.getOrigin() == CorrectionOrigin.AUDIT) {
            audited.quota.remove(example);
            dirty.add(audited);
        }
    }

    /** Chooses anew where something has changed; returns the images that came or left by it. */
    Set<String> changed() {
        Set<String> changed = new HashSet<>();
        for (Places places : dirty) {
            Set<String> before = places.chosen;
            places.chosen = places.quota.chosen();
            before.stream().filter(id -> !places.chosen.contains(id)).forEach(changed::add);
            places.chosen.stream().filter(id -> !before.contains(id)).forEach(changed::add);
        }
        dirty.clear();
        return changed;
    }

    /** Whether it has a place, by the last choice. */
    boolean holds(Example example) {
        return !example.getHeldOut() && places(example).chosen.contains(example.getImageId())
                || example.getOrigin() == CorrectionOrigin.AUDIT && audited.chosen.contains(example.getImageId());
    }

    /** Whether it is one of its class's shots, by the last choice. */
    boolean trains(Example example) {
        return example.getLabel() != null
                && !example.getHeldOut()
                && places(example).chosen.contains(example.getImageId());
    }

    private Places places(Example example) {
        return example.getLabel() == null
                ? noneOfThese
                : classes.computeIfAbsent(
                        example.getLabel(), label -> new Places(rules.policy().quota(rules.perClass())));
    }
}
