package io.clipstream.app.run;

import io.clipstream.serde.RegistryFaultException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * Tells an outage of what a role rests on (brokers, registry, disk) from a fault of its own.
 *
 * <p>An outage ends by itself or by somebody's hand elsewhere, and no restart of this process shortens it.
 */
final class Outages {
    private static final int DEEPEST = 20;
    /** RocksDB's one exception; the library comes with Kafka Streams and is not ours to link. */
    private static final String ROCKSDB = "org.rocksdb.";

    private Outages() {}

    /** What is out of order, in words; empty if the fault is our own. */
    static Optional<String> reason(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST)
                .flatMap(cause -> describe(cause).stream())
                .findFirst();
    }

    private static Optional<String> describe(Throwable cause) {
        if (cause instanceof RegistryFaultException) {
            return Optional.of("schema registry: " + cause.getMessage());
        }
        if (cause instanceof MissingSourceTopicException) {
            return Optional.of(
                    "Kafka: a topic is missing, make it with 'clipstream topics apply': " + cause.getMessage());
        }
        if (cause instanceof ApiException || cause instanceof TaskMigratedException) {
            return Optional.of("Kafka: " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
        if (cause instanceof IOException || cause.getClass().getName().startsWith(ROCKSDB)) {
            return Optional.of("disk: " + cause);
        }
        return Optional.empty();
    }
}
