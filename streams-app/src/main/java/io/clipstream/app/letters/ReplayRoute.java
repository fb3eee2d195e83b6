package io.clipstream.app.letters;

import io.clipstream.topology.TaskKeys;
import io.clipstream.topology.TaskPartitioner;
import io.clipstream.topology.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Says which records go back to their topic, and into which partition.
 *
 * <p>A letter's headers name its topic: it has to be one of the deployment's, or whoever can write a letter could have
 * anything written anywhere.
 */
final class ReplayRoute {
    private final Set<String> free;
    private final Set<String> byName;
    private final Set<String> oneWriter;
    private final ToIntFunction<String> partitions;

    /**
     * Routes of a deployment.
     *
     * @param partitions how many partitions a topic has
     */
    ReplayRoute(Topics topics, ToIntFunction<String> partitions) {
        this.free = Set.of(topics.images().name(), topics.corrections().name());
        this.byName = Set.of(topics.tasks().name(), topics.commands().name());
        this.oneWriter = Set.of(
                topics.predictions().name(),
                topics.reviewQueue().name(),
                topics.fewShotBuffer().name(),
                topics.featureSample().name(),
                topics.adapters().name(),
                topics.promotions().name());
        this.partitions = partitions;
    }

    /**
     * Why a record of this topic is not replayed; empty where it is.
     *
     * @param named whether a person named this very letter
     */
    Optional<String> refusal(String topic, boolean named) {
        if (free.contains(topic) || byName.contains(topic) && named) {
            return Optional.empty();
        }
        if (byName.contains(topic)) {
            return Optional.of("of the records on " + topic
                    + " the latest counts, and this is an old one: name the letter by its id if you want it back");
        }
        if (oneWriter.contains(topic)) {
            return Optional.of(topic
                    + " is written by one role alone, which makes its records anew; nothing is put there by hand");
        }
        return Optional.of("'" + topic + "' is no topic of this deployment");
    }

    /** The partition that a record goes to; null where any will do. */
    Integer partition(Letter letter, byte[] key) {
        String topic = letter.source().topic();
        int count = partitions.applyAsInt(topic);
        if (byName.contains(topic) && key != null) {
            return TaskPartitioner.partition(TaskKeys.taskOf(new String(key, StandardCharsets.UTF_8)), count);
        }
        // A producer may have had its reasons, and its next record of the same key goes there too.
        int before = letter.source().partition();
        return before < count ? before : null;
    }
}
