package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.topology.ScoreStreamsSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The most heap that a score process may hold, part by part: if it has all partitions, every image is as large as a record
 * may be, and the device does not go on.
 *
 * @param parts in bytes, by what holds them
 * @param heap largest heap, in bytes
 */
record MemoryBudget(Map<String, Long> parts, long heap) {
    private static final long MEGABYTE = 1 << 20;

    /**
     * The budget of a configuration.
     *
     * @param streams the score role's settings of Kafka Streams
     * @param heap largest heap, in bytes
     */
    static MemoryBudget of(Deployment deployment, Map<String, Object> streams, long heap) {
        ClipstreamConfig config = deployment.config();
        int partitions = config.topics().sizes().streamPartitions();
        long largest = config.topics().sizes().maxRecordBytes();
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("read ahead by the consumer", partitions * ScoreStreamsSettings.readAheadBytes(streams, largest));
        parts.put("queued by Kafka Streams", partitions * ScoreStreamsSettings.queuedBytes(streams, largest));
        parts.put("images in flight (score.in.flight.bytes)", config.score().inFlightBytes());
        if (config.claim().isOpen()) {
            parts.put(
                    "images by address (claim.in.flight.bytes)",
                    config.claim().limits().inFlightBytes());
        }
        parts.put("decoders at work (half of the heap at most)", heap / 2);
        parts.put("producers", config.score().streamThreads() * ScoreStreamsSettings.producerBytes(streams));
        return new MemoryBudget(parts, heap);
    }

    long needed() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What to change where the heap is too small for the worst case; empty where it is not. */
    Optional<String> warning() {
        if (needed() <= heap) {
            return Optional.empty();
        }
        return Optional.of("the heap of " + heap / MEGABYTE + " MB is less than the " + needed() / MEGABYTE
                + " MB that this process may hold at worst (" + describe()
                + "): raise it (-Xmx in CLIPSTREAM_JVM_OPTS), lower"
                + " topics.max.record.bytes or score.in.flight.bytes, or spread the partitions over more processes");
    }

    private String describe() {
        return parts.entrySet().stream()
                .map(part -> part.getKey() + ": " + part.getValue() / MEGABYTE)
                .collect(Collectors.joining(", "));
    }
}
