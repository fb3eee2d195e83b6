package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts everything of one task into one partition.
 *
 * <p>A key that is the bare task lands where Kafka's default partitioner puts it, so that producers of other languages
 * may write tasks and commands.
 */
public final class TaskPartitioner<V> implements StreamPartitioner<String, V> {
    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, V value, int numPartitions) {
        return Optional.of(Set.of(partition(TaskKeys.taskOf(key), numPartitions)));
    }

    /** The partition of {@code task} among {@code numPartitions}. */
    public static int partition(String task, int numPartitions) {
        return Utils.toPositive(Utils.murmur2(task.getBytes(StandardCharsets.UTF_8))) % numPartitions;
    }
}
