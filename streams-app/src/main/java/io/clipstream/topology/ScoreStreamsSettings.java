package io.clipstream.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What the score topology needs from Kafka Streams, each setting with its reason. */
public final class ScoreStreamsSettings {
    private static final int DEAD_LETTER_OVERHEAD = 1024 * 1024;
    private static final int BATCH_OVERHEAD = 16 * 1024;
    private static final int PARTITION_FETCH = 512 * 1024;
    private static final int FETCH = 4 * 1024 * 1024;
    private static final int PRODUCER_BUFFER = 32 * 1024 * 1024;
    private static final int DEFAULT_MAX_POLL_INTERVAL_MS = 300_000;
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;
    /** A thread that waits for one partition's room forwards nothing of the others. */
    private static final long LONGEST_ROUND_MS = 2_500;

    private ScoreStreamsSettings() {}

    /**
     * The settings; what {@code given} sets is kept.
     *
     * @param given bootstrap servers, application id, security and whatever the user overrides
     * @param exactlyOnce otherwise at-least-once
     * @param maxRecordBytes largest image record, in bytes
     */
    public static Map<String, Object> of(Map<String, ?> given, boolean exactlyOnce, int maxRecordBytes) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        // Exactly-once: readers see predictions at each commit, so this is latency (half of it at p50), paid with one
        // transaction an interval. At-least-once: the window of duplicates after a crash.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, exactlyOnce ? 100L : 1000L);
        // Finished images are forwarded from a punctuator, which runs only between polls: an idle poll must be short.
        settings.put(StreamsConfig.POLL_MS_CONFIG, 5L);
        // Streams buffers whole images and bounds only their number (1000 a partition by default). 0: a partition is
        // asked for more when all that came has been taken in; the consumer reads ahead meanwhile.
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 0);
        // A Streams task has one partition, so there is nothing to wait for: without the question, which composes a
        // text for a log that nobody reads, the stream thread has a tenth more time.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // What may come though the device is stuck already.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 16);
        // The consumer holds one answer a partition, or one record where that is larger.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), PARTITION_FETCH);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH);
        // An image of an aborted transaction must not be scored: recovery could not read it again.
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        if (!"streams".equals(given.get(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
            // After a crash the partitions wait for this long (45 s by default). With the streams protocol it is the
            // broker's to say.
            settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
            settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        }
        // Checked before compression; a dead letter carries an image that filled its record, plus headers.
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                maxRecordBytes + DEAD_LETTER_OVERHEAD);
        // A record must fit into it, and one more, or a dead letter could wait for itself.
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                Math.max(PRODUCER_BUFFER, 2L * (maxRecordBytes + DEAD_LETTER_OVERHEAD)));
        // Streams' 100 ms would be waited for under at-least-once; batches are full by themselves under load.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        if (exactlyOnce) {
            settings.put(
                    StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MS);
        }
        // References are read and written once: a cache would only delay the changelog.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.putAll(given);
        return settings;
    }

    /**
     * How long intake may block in one round: a quarter of what the transaction and the group bear, so that the commit that
     * follows is in time, on a slow machine too.
     *
     * @param settings as {@link #of} gave them
     */
    public static Duration intakeDeadline(Map<String, ?> settings) {
        long poll = number(
                settings,
                DEFAULT_MAX_POLL_INTERVAL_MS,
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        boolean exactlyOnce =
                StreamsConfig.EXACTLY_ONCE_V2.equals(settings.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
        long transaction = !exactlyOnce
                ? Long.MAX_VALUE
                : number(
                        settings,
                        TRANSACTION_TIMEOUT_MS,
                        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        return Duration.ofMillis(Math.min(LONGEST_ROUND_MS, Math.min(poll, transaction) / 4));
    }

    /** What the consumer reads ahead of one partition at most, with records of up to {@code maxRecordBytes}. */
    public static long readAheadBytes(Map<String, ?> settings, long maxRecordBytes) {
        return Math.max(
                maxRecordBytes,
                number(
                        settings,
                        PARTITION_FETCH,
                        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG));
    }

    /** What Kafka Streams queues of one partition at most: what was read ahead at once, behind what was queued before. */
    public static long queuedBytes(Map<String, ?> settings, long maxRecordBytes) {
        long buffered = number(settings, 0, StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG);
        return readAheadBytes(settings, maxRecordBytes) + buffered * maxRecordBytes;
    }

    /** What one stream thread's producer buffers at most. */
    public static long producerBytes(Map<String, ?> settings) {
        return number(
                settings,
                PRODUCER_BUFFER,
                StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                ProducerConfig.BUFFER_MEMORY_CONFIG);
    }

    /** Largest dead letter that the producer of these settings sends. */
    public static int maxDeadLetterBytes(int maxRecordBytes) {
        return maxRecordBytes + DEAD_LETTER_OVERHEAD - BATCH_OVERHEAD;
    }

    private static long number(Map<String, ?> settings, long otherwise, String... keys) {
        for (String key : keys) {
            if (settings.get(key) != null) {
                return Long.parseLong(settings.get(key).toString());
            }
        }
        return otherwise;
    }
}
