package io.clipstream.app.run;

import io.clipstream.serde.RegistryFaultException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.StreamsInvalidTopologyException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MisconfiguredInternalTopicException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * Tells an outage of what a role rests on (brokers, registry, disk) from a fault of its own.
 *
 * <p>An outage ends by itself or by somebody's hand elsewhere, and no restart of this process shortens it. Some that look like
 * one do not end by waiting: what is asked of the brokers is nothing they will ever do.
 */
final class Outages {
    private static final int DEEPEST = 20;
    /** RocksDB's one exception; the library comes with Kafka Streams and is not ours to link. */
    private static final String ROCKSDB = "org.rocksdb.";

    /** What stays as it is however long one waits, unless somebody changes a configuration. */
    private static final List<Class<? extends RuntimeException>> LASTING = List.of(
            ConfigException.class,
            CorruptRecordException.class,
            InconsistentGroupProtocolException.class,
            InvalidConfigurationException.class,
            InvalidRequestException.class,
            InvalidRequiredAcksException.class,
            InvalidSessionTimeoutException.class,
            InvalidTopicException.class,
            InvalidTxnTimeoutException.class,
            MisconfiguredInternalTopicException.class,
            PolicyViolationException.class,
            RecordBatchTooLargeException.class,
            RecordTooLargeException.class,
            SerializationException.class,
            StreamsInvalidTopologyException.class,
            UnsupportedCompressionTypeException.class,
            UnsupportedForMessageFormatException.class,
            UnsupportedVersionException.class);

    /** What a full, broken or denied disk says where the exception's type does not. */
    private static final List<String> DISK = List.of(
            "no space left",
            "disk quota exceeded",
            "file too large",
            "input/output error",
            "read-only file system",
            "too many open files",
            "permission denied");

    private Outages() {}

    /**
     * Something out of order that is no fault of our own.
     *
     * @param reason in words
     * @param lasting whether waiting alone will not end it
     */
    record Outage(String reason, boolean lasting) {}

    /** What is out of order; empty if the fault is our own. */
    static Optional<Outage> of(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST)
                .flatMap(cause -> describe(cause).stream())
                .findFirst();
    }

    private static Optional<Outage> describe(Throwable cause) {
        // It extends Kafka's SerializationException.
        if (cause instanceof RegistryFaultException) {
            return passing("schema registry: " + cause.getMessage());
        }
        if (cause instanceof MissingSourceTopicException) {
            return passing("Kafka: a topic is missing, make it with 'clipstream topics apply': " + cause.getMessage());
        }
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return passing("Kafka: a right is missing, or credentials are wrong: " + named(cause));
        }
        if (LASTING.stream().anyMatch(type -> type.isInstance(cause))) {
            return Optional.of(new Outage("Kafka: " + named(cause), true));
        }
        if (cause instanceof ApiException || cause instanceof TaskMigratedException) {
            return passing("Kafka: " + named(cause));
        }
        if (cause.getClass().getName().startsWith(ROCKSDB) || cause instanceof IOException io && isDisk(io)) {
            return passing("disk: " + cause);
        }
        return cause instanceof SocketException || cause instanceof SSLException
                ? passing("network: " + cause)
                : Optional.empty();
    }

    private static Optional<Outage> passing(String reason) {
        return Optional.of(new Outage(reason, false));
    }

    private static String named(Throwable cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static boolean isDisk(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e instanceof FileSystemException || DISK.stream().anyMatch(message::contains);
    }
}
