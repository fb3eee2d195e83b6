package io.clipstream.topology;

/**
 * Sizes of a deployment's topics.
 *
 * @param streamPartitions partitions of images, predictions, review queue and corrections, from 1
 * @param learningPartitions partitions of everything keyed by task, from 1; equal for all, since select and retrain share
 *     them
 * @param maxRecordBytes largest image or adapter record, in bytes
 */
public record TopicSizes(int streamPartitions, int learningPartitions, int maxRecordBytes) {
    public TopicSizes {
        if (streamPartitions < 1 || learningPartitions < 1 || maxRecordBytes < 1024) {
            throw new IllegalArgumentException("partitions must be at least 1 and records at least 1024 bytes: "
                    + streamPartitions + ", " + learningPartitions + ", " + maxRecordBytes);
        }
    }
}
