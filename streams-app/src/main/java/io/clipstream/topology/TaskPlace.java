package io.clipstream.topology;

import java.util.Optional;

/**
 * Finds tasks and commands that a client of another language has put into a partition of its own choice, where none of their
 * task's data ever comes.
 *
 * <p>Judges only where it is certain: the topics have as many partitions as configured, and as those that hold the data.
 */
final class TaskPlace {
    private final Topics topics;
    private final PartitionCounts partitions;

    TaskPlace(Topics topics, PartitionCounts partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /** What is wrong with the partition that the record is in, and what to do; empty if nothing is, or nobody knows. */
    Optional<String> problem(String task, SourcePosition at) {
        if (fits(task, at, false) || fits(task, at, true)) {
            return Optional.empty();
        }
        int count = topics.fewShotBuffer().partitions();
        return Optional.of(
                "task '" + task + "' belongs into partition " + TaskPartitioner.partition(task, count) + " of "
                        + count + " of " + at.topic() + ", and this record is in partition " + at.partition()
                        + ": partition it by the key as Java clients do (librdkafka: partitioner=murmur2_random), or"
                        + " use 'clipstream'; a replay of this letter by its id puts it right");
    }

    private boolean fits(String task, SourcePosition at, boolean now) {
        int count = topics.fewShotBuffer().partitions();
        return at.partition() == TaskPartitioner.partition(task, count)
                || partitions.of(at.topic(), now).orElse(-1) != count
                || partitions.of(topics.fewShotBuffer().name(), now).orElse(-1) != count;
    }
}
