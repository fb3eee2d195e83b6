package io.clipstream.topology;

import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.PromotionOutcome;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a task's versions and pointer again where somebody else has written over them: compaction would leave only what
 * hides them, and a scorer that starts then would know nothing of the task.
 *
 * <p>A version is read again where it lies. Where compaction was faster, the zero-shot head is in a store; any other version
 * is lost, and the trainer finds a champion without it. Whoever keeps writing is answered once a pause, not each time.
 * Belongs to one stream thread.
 */
final class RetrainMender {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainMender.class);

    private final RetrainWritten written;
    private final RetrainState state;
    private final RetrainPublisher publisher;
    private final Topic<AdapterRecord> adapters;
    private final IncomingDecoder<AdapterRecord> decoder;
    private final RecordFetcher fetcher;
    private final int partition;
    private final RetrainConfig config;
    private final Clock clock;
    private final Map<String, CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>> reading = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();

    RetrainMender(
            RetrainWritten written,
            RetrainState state,
            RetrainPublisher publisher,
            Topic<AdapterRecord> adapters,
            RecordFetcher fetcher,
            int partition,
            RetrainConfig config,
            Clock clock) {
        this.written = written;
        this.state = state;
        this.publisher = publisher;
        this.adapters = adapters;
        this.decoder = new IncomingDecoder<>(adapters);
        this.fetcher = fetcher;
        this.partition = partition;
        this.config = config;
        this.clock = clock;
    }

    /** One look at a task; cheap while nothing of it is hidden. */
    void advance(RetrainTask task) {
        List<String> hidden = written.overwritten(task.name());
        if (hidden.isEmpty() || clock.instant().isBefore(notBefore.getOrDefault(task.name(), Instant.EPOCH))) {
            return;
        }
        boolean mended = true;
        for (String key : hidden) {
            mended &= isPointer(key) || mendVersion(task, key);
        }
        if (mended) {
            // Behind its weights, as always.
            mendPointer(task);
            hidden.stream().filter(key -> TaskKeys.backboneOf(key).isPresent()).forEach(key -> mendSide(task, key));
            LOG.warn(
                    "Somebody else has written over {} on {}; written again. Only retrain may write there.",
                    hidden,
                    adapters.name());
            notBefore.put(task.name(), clock.instant().plus(config.retryAfter()));
        }
    }

    private void mendPointer(RetrainTask task) {
        if (task.spec != null && task.champion() != null) {
            publisher.point(task, task.ledger.getChampion(), "rule:written-again");
        } else if (written.overwritten(task.name()).contains(task.name())) {
            // The task has ended, or the trainer will point at the champion that it finds.
            written.forget(task.name());
        }
    }

    private static boolean isPointer(String key) {
        return key.equals(TaskKeys.taskOf(key)) || TaskKeys.backboneOf(key).isPresent();
    }

    private void mendSide(RetrainTask task, String key) {
        TaskKeys.backboneOf(key)
                .flatMap(task::side)
                .ifPresentOrElse(side -> publisher.pointSide(task, side), () -> written.forget(key));
    }

    /** Whether that is done; false while the version is being read again. */
    private boolean mendVersion(RetrainTask task, String key) {
        long number = Long.parseLong(TaskKeys.idOf(key));
        CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> read =
                reading.computeIfAbsent(key, k -> fetcher.fetch(adapters.name(), partition, written.offset(key)));
        if (!read.isDone()) {
            return false;
        }
        reading.remove(key);
        try {
            read.join()
                    .flatMap(record -> own(key, record))
                    .or(() -> zeroShot(task, number))
                    .ifPresentOrElse(record -> publisher.again(key, record), () -> lose(task, key, number));
            return true;
        } catch (CompletionException e) {
            LOG.warn("{} cannot be read again yet: {}", key, e.getCause().toString());
            notBefore.put(task.name(), clock.instant().plus(config.retryAfter()));
            return false;
        }
    }

    private Optional<AdapterRecord> own(String key, ConsumerRecord<byte[], byte[]> record) {
        Incoming<AdapterRecord> incoming = decoder.decode(record.key(), record.value());
        return Optional.ofNullable(incoming.value()).filter(value -> written.isOwn(key, value));
    }

    private Optional<AdapterRecord> zeroShot(RetrainTask task, long number) {
        AdapterVersion head = state.zeroShot(task);
        return Optional.ofNullable(head)
                .filter(version -> version.getVersion() == number)
                .map(AdapterRecord::new);
    }

    private void lose(RetrainTask task, String key, long number) {
        LOG.error("{} was written over by somebody else, and is no more on {}.", key, adapters.name());
        Long champion = task.ledger.getChampion();
        if (task.ledger.getPinned() != null && task.ledger.getPinned() == number) {
            publisher
                    .log()
                    .line(
                            task,
                            number,
                            champion,
                            "",
                            PromotionOutcome.UNPINNED,
                            "rule:lost",
                            "the pinned version was written over by somebody else, and is gone");
            state.update(task, ledger -> ledger.setPinned(null));
        }
        publisher.remove(task, number);
        task.look = true;
    }
}
