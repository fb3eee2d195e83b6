package io.clipstream.loadtest.swap;

import io.clipstream.loadtest.swap.InstanceStory.Live;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a run from what was published, what was predicted and what the instances told.
 *
 * <p>A prediction names its version, not its pointer, and a rollback uses a version twice: it is taken to be made by the oldest
 * pointer that its instance had live, that was published before it, and that is no older than those before it in its
 * partition. Only where there is none, a version went backwards.
 */
final class SwapJudge {
    private static final Logger LOG = LoggerFactory.getLogger(SwapJudge.class);

    private final List<Pointer> pointers;
    private final List<Sighting> sightings;
    private final List<InstanceStory> stories;
    private final Map<Use, List<Pointer>> uses = new HashMap<>();

    /** A version in an instance; a rollback makes it live twice. */
    private record Use(int instance, String task, int version) {}

    SwapJudge(List<Pointer> pointers, List<Sighting> sightings, List<InstanceStory> stories) {
        this.pointers = pointers;
        this.sightings = sightings;
        this.stories = stories;
        record Place(String task, long offset) {}
        Map<Place, Pointer> published = new HashMap<>();
        pointers.forEach(pointer -> published.put(new Place(pointer.task(), pointer.offset()), pointer));
        for (InstanceStory story : stories) {
            for (Live live : story.live()) {
                Pointer pointer = published.get(new Place(live.task(), live.pointerOffset()));
                if (pointer != null && pointer.kind() != Pointer.Kind.CORRUPT) {
                    uses.computeIfAbsent(new Use(story.number(), live.task(), live.version()), use -> new ArrayList<>())
                            .add(pointer);
                }
            }
        }
    }

    /** Batches whose images of one task name more than one version. */
    long mixedBatches() {
        record Key(StampedModel.Stamp stamp, String task) {}
        Map<Key, Set<Integer>> versions = new HashMap<>();
        sightings.forEach(s -> versions.computeIfAbsent(new Key(s.stamp(), s.task()), k -> new HashSet<>())
                .add(s.version()));
        return versions.values().stream().filter(v -> v.size() > 1).count();
    }

    /** Predictions whose probabilities are not those of the version that they name. */
    long wrongVersion() {
        return sightings.stream().filter(s -> s.version() != s.coded()).count();
    }

    /** Predictions by a version that was corrupt or not published yet, or that their instance never had live. */
    long unannounced() {
        return sightings.stream().filter(s -> usable(s).isEmpty()).count();
    }

    /** Predictions by a version whose pointer is older than one used before for their task in their partition. */
    long backwards() {
        record Key(int partition, String task) {}
        Map<Key, Long> last = new HashMap<>();
        long backwards = 0;
        for (Sighting sighting : sightings.stream()
                .sorted(Comparator.comparingLong(Sighting::offset))
                .toList()) {
            List<Long> usable = usable(sighting);
            Key key = new Key(sighting.partition(), sighting.task());
            long before = last.getOrDefault(key, -1L);
            long used = usable.stream()
                    .mapToLong(Long::longValue)
                    .filter(offset -> offset >= before)
                    .min()
                    .orElse(-1);
            if (used >= 0) {
                last.put(key, used);
            } else if (!usable.isEmpty()) {
                backwards++;
                LOG.warn(
                        "{} is by an older pointer ({}) than the one at offset {} used before it",
                        sighting,
                        usable,
                        before);
            }
        }
        return backwards;
    }

    /** Offsets of the pointers that may have made a prediction. */
    private List<Long> usable(Sighting sighting) {
        Use use = new Use(sighting.stamp().instance(), sighting.task(), sighting.version());
        return uses.getOrDefault(use, List.of()).stream()
                // Not the time of the diary's line: the version is in use a moment before it is written.
                .filter(pointer -> pointer.calledMicros() / 1000 <= sighting.madeMillis())
                .map(Pointer::offset)
                .toList();
    }

    /** How a pointer came into force. */
    record Arrival(Pointer pointer, int instance, long liveMicros) {
        /** From the moment when the commit was asked for, in microseconds. */
        long sinceCalled() {
            return liveMicros - pointer.calledMicros();
        }

        /** From the moment when the brokers had confirmed it; the instances may know before the publisher does. */
        long sinceCommitted() {
            return Math.max(0, liveMicros - pointer.committedMicros());
        }
    }

    /**
     * When each usable pointer, or a later one of its task, went live in each instance that scored at its publication.
     *
     * @return with {@code liveMicros} {@link Long#MAX_VALUE} where that never came to pass although the instance went on
     */
    List<Arrival> arrivals() {
        List<Arrival> arrivals = new ArrayList<>();
        for (InstanceStory story : stories) {
            Map<String, TreeMap<Long, Long>> liveFrom = new HashMap<>();
            for (Live live : story.live()) {
                liveFrom.computeIfAbsent(live.task(), t -> new TreeMap<>()).put(live.pointerOffset(), live.micros());
            }
            for (Pointer pointer : pointers) {
                if (pointer.kind() == Pointer.Kind.CORRUPT || story.readyMicros() >= pointer.calledMicros()) {
                    continue;
                }
                Map.Entry<Long, Long> entry =
                        liveFrom.getOrDefault(pointer.task(), new TreeMap<>()).ceilingEntry(pointer.offset());
                if (entry != null) {
                    arrivals.add(new Arrival(pointer, story.number(), entry.getValue()));
                } else if (story.endedMicros() == Long.MAX_VALUE) {
                    arrivals.add(new Arrival(pointer, story.number(), Long.MAX_VALUE));
                }
            }
        }
        return arrivals;
    }

    /**
     * Milliseconds from the commit of each new version to the first prediction by it; left out are those never used, and those
     * that a rollback brought back, which may have been used only then.
     */
    List<Long> firstUses() {
        Set<String> again = new HashSet<>();
        pointers.stream()
                .filter(p -> p.kind() == Pointer.Kind.ROLLBACK)
                .forEach(p -> again.add(p.task() + "/" + p.version()));
        Map<String, Long> first = new HashMap<>();
        sightings.forEach(s -> first.merge(s.task() + "/" + s.version(), s.madeMillis(), Math::min));
        return pointers.stream()
                .filter(p -> p.kind() == Pointer.Kind.NEW
                        && first.containsKey(p.task() + "/" + p.version())
                        && !again.contains(p.task() + "/" + p.version()))
                .map(p -> Math.max(0, first.get(p.task() + "/" + p.version()) - p.committedMicros() / 1000))
                .toList();
    }

    /** Corrupt pointers that an instance made live all the same. */
    long corruptLive() {
        Set<String> corrupt = new HashSet<>();
        pointers.stream()
                .filter(p -> p.kind() == Pointer.Kind.CORRUPT)
                .forEach(p -> corrupt.add(p.task() + "@" + p.offset()));
        return stories.stream()
                .flatMap(story -> story.live().stream())
                .filter(live -> corrupt.contains(live.task() + "@" + live.pointerOffset()))
                .count();
    }
}
