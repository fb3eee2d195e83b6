package io.clipstream.app.client;

import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** What the promotion log says of one task, oldest first; it is kept for good, so it also knows versions that are gone. */
public final class PromotionLog {
    private static final Set<PromotionOutcome> PUT_IN_USE =
            Set.of(PromotionOutcome.PROMOTED, PromotionOutcome.ROLLED_BACK, PromotionOutcome.PINNED);

    private final List<Promotion> entries;

    PromotionLog(List<Promotion> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Reads the log to its end; what cannot be decoded is left out. */
    public static PromotionLog read(Deployment deployment, String task) {
        Topic<Promotion> topic = deployment.topics().promotions();
        List<Promotion> entries = new ArrayList<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic.name());
            reader.drain(record -> decode(topic, record)
                    .filter(promotion -> task.equals(promotion.getTask()))
                    .ifPresent(entries::add));
        }
        return new PromotionLog(entries);
    }

    private static Optional<Promotion> decode(Topic<Promotion> topic, ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(topic.values().deserializer().deserialize(record.topic(), record.value()));
        } catch (RegistryFaultException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** All entries. */
    public List<Promotion> entries() {
        return entries;
    }

    /** The entry that put the version in use at a time there; empty before the first. */
    public Optional<Promotion> liveAt(Instant time) {
        // All of a task's entries are in one partition and have one writer: the last in order counts, not the latest
        // time.
        return entries.stream()
                .filter(entry -> PUT_IN_USE.contains(entry.getOutcome()) && entry.getVersion() != null)
                .filter(entry -> !entry.getAt().isAfter(time))
                .reduce((before, after) -> after);
    }

    /** The entry that put the next version in use after a time; empty if that has not happened. */
    public Optional<Promotion> nextAfter(Instant time) {
        long live = liveAt(time).map(Promotion::getVersion).orElse(-1L);
        return entries.stream()
                .filter(entry -> PUT_IN_USE.contains(entry.getOutcome()) && entry.getVersion() != null)
                .filter(entry -> entry.getAt().isAfter(time) && entry.getVersion() != live)
                .findFirst();
    }

    /** Whether a person has fixed the version in use. */
    public boolean isPinned() {
        return entries.stream()
                .map(Promotion::getOutcome)
                .filter(outcome -> outcome == PromotionOutcome.PINNED || outcome == PromotionOutcome.UNPINNED)
                .reduce((before, after) -> after)
                .filter(last -> last == PromotionOutcome.PINNED)
                .isPresent();
    }

    /** What the log says of one version. */
    public List<Promotion> of(long version) {
        return entries.stream()
                .filter(entry -> entry.getVersion() != null && entry.getVersion() == version)
                .toList();
    }
}
