package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.LoadedVersion;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.scoring.VersionRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the newest usable pointer of a task into force: decodes, fetches, checks and loads what it points at.
 *
 * <p>A pointer that cannot be used leaves the version before it in force. The tail's thread alone.
 */
final class AdapterTailResolver {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterTailResolver.class);

    private final AdapterTailIndex index;
    private final IncomingDecoder<AdapterRecord> decoder;
    private final AdapterTailAhead ahead;
    private final VersionLoader loader;
    private final VersionRegistry registry;
    private final AdapterTailListener listener;

    AdapterTailResolver(
            AdapterTailIndex index,
            Topic<AdapterRecord> adapters,
            RecordFetcher fetcher,
            VersionLoader loader,
            VersionRegistry registry,
            AdapterTailListener listener) {
        this.index = index;
        this.decoder = new IncomingDecoder<>(adapters);
        this.ahead = new AdapterTailAhead(fetcher);
        this.loader = loader;
        this.registry = registry;
        this.listener = listener;
    }

    /** Looks at every changed task; false if one could not be decided, so that it has to be looked at again. */
    boolean resolve() {
        boolean all = true;
        Deque<String> coming = new ArrayDeque<>(index.changed());
        for (String name : index.changed()) {
            while (!coming.isEmpty() && ahead.hasRoom()) {
                askFor(index.task(coming.poll()));
            }
            try {
                resolve(name, index.task(name));
                index.looked(name);
            } catch (KafkaException | CompletionException e) {
                // Registry or brokers cannot be asked: neither the version's fault nor a reason to fall back.
                LOG.warn("adapter of task '{}' cannot be read yet: {}", name, e.toString());
                all = false;
            }
        }
        ahead.forget();
        return all;
    }

    /**
     * Loads the version that a task's first pointer names while its weights are still at hand, so that a start with thousands
     * of tasks need not read most of them again; whatever is wrong with it is told when its turn comes.
     *
     * @param record that the index has taken in, before it has caught up
     */
    void preload(ConsumerRecord<byte[], byte[]> record) {
        String name = AdapterTailIndex.text(record.key());
        if (!TaskKeys.taskOf(name).equals(name) || index.task(name).isLoaded()) {
            return;
        }
        AdapterTailTask task = index.task(name);
        Wanted wanted = wanted(task);
        if (wanted == null || index.recent(wanted.weights().position()) == null) {
            return;
        }
        SourcePosition weights = wanted.weights().position();
        try {
            task.loaded(load(name, task, wanted.pointer(), weights), weights);
        } catch (InvalidAdapterException | KafkaException e) {
            LOG.debug(
                    "version {} of task '{}' is not loaded yet",
                    wanted.pointer().getVersion(),
                    name,
                    e);
        }
    }

    /** Has the weights of the newest pointer on their way when its turn comes; whatever is wrong with it is told then. */
    private void askFor(AdapterTailTask task) {
        Wanted wanted = wanted(task);
        if (wanted != null && isAway(task, wanted.weights().position())) {
            ahead.ask(wanted.weights().position(), wanted.weights().bytes());
        }
    }

    private record Wanted(ChampionPointer pointer, AdapterTailTask.Weights weights) {}

    /** What a task's newest pointer names; null where there is none that could be followed now. */
    private Wanted wanted(AdapterTailTask task) {
        List<AdapterTailPointer> candidates = task.candidates();
        if (candidates.isEmpty() || candidates.get(0).isTombstone()) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = candidates.get(0).record();
        try {
            Incoming<AdapterRecord> incoming = decoder.decode(record.key(), record.value());
            if (!incoming.isRefused()
                    && incoming.value().getContent() instanceof ChampionPointer pointer
                    && pointer.getModelId().equals(loader.modelId())) {
                AdapterTailTask.Weights weights = task.weights(pointer.getVersion());
                return weights == null ? null : new Wanted(pointer, weights);
            }
        } catch (KafkaException e) {
            LOG.debug("pointer at offset {} cannot be read yet", record.offset(), e);
        }
        return null;
    }

    private boolean isAway(AdapterTailTask task, SourcePosition weights) {
        return task.loadedFrom(weights) == null && index.recent(weights) == null;
    }

    private void resolve(String name, AdapterTailTask task) {
        for (AdapterTailPointer pointer : task.candidates()) {
            if (pointer.isTombstone()) {
                retire(name, task, pointer);
                return;
            }
            if (apply(name, task, pointer)) {
                return;
            }
        }
    }

    private void retire(String name, AdapterTailTask task, AdapterTailPointer pointer) {
        task.applied(pointer);
        task.loaded(null, null);
        if (registry.retire(name, pointer.offset())) {
            LOG.info("task '{}' has ended", name);
            listener.retired(name);
        }
    }

    /** Whether the pointer is in force now. */
    private boolean apply(String name, AdapterTailTask task, AdapterTailPointer pointer) {
        Incoming<AdapterRecord> incoming =
                decoder.decode(pointer.record().key(), pointer.record().value());
        if (incoming.isRefused()
                || !(incoming.value().getContent() instanceof ChampionPointer content)
                || !name.equals(content.getTask())) {
            task.drop(pointer);
            listener.ignored(AdapterTailIndex.position(pointer.record()));
            return false;
        }
        if (task.hasSide() && !content.getModelId().equals(loader.modelId())) {
            // This backbone is being replaced, and has a pointer of its own.
            task.drop(pointer);
            return false;
        }
        AdapterTailTask.Weights known = task.weights(content.getVersion());
        SourcePosition weights = known == null ? null : known.position();
        if (pointer.isRefusedWith(weights)) {
            return false;
        }
        try {
            LoadedVersion loaded = load(name, task, content, weights);
            LiveVersion live = new LiveVersion(loaded, pointer.offset(), policy(content));
            task.loaded(loaded, weights);
            task.applied(pointer);
            if (registry.publish(live)) {
                LOG.info("task '{}': version {} is live, by {}", name, live.version(), content.getBy());
                listener.live(live);
            }
            return true;
        } catch (InvalidAdapterException e) {
            String reason = "version " + content.getVersion() + " of task '" + name
                    + "' is refused, the one before stays: " + e.getMessage();
            if (pointer.refuse(weights)) {
                LOG.warn(reason);
                listener.refused(name, reason);
            }
            return false;
        }
    }

    private LoadedVersion load(String name, AdapterTailTask task, ChampionPointer pointer, SourcePosition weights)
            throws InvalidAdapterException {
        require(
                pointer.getModelId().equals(loader.modelId()),
                "modelId is " + pointer.getModelId() + ", expected this backbone's, " + loader.modelId());
        require(weights != null, "its record is not on the topic");
        LoadedVersion known = task.loadedFrom(weights);
        if (known != null) {
            return known;
        }
        ConsumerRecord<byte[], byte[]> record = index.recent(weights);
        if (record == null) {
            Optional<ConsumerRecord<byte[], byte[]>> fetched =
                    ahead.take(weights).join();
            require(fetched.isPresent(), "its record at " + weights + " is gone");
            record = fetched.get();
        }
        Incoming<AdapterRecord> incoming = decoder.decode(record.key(), record.value());
        require(!incoming.isRefused(), incoming.message());
        require(
                incoming.value() != null && incoming.value().getContent() instanceof AdapterVersion,
                "its record holds no version");
        AdapterVersion version = (AdapterVersion) incoming.value().getContent();
        require(
                version.getTask().equals(name) && version.getVersion() == pointer.getVersion(),
                "its record holds version " + version.getVersion() + " of task '" + version.getTask() + "'");
        AdapterArtifact artifact = AdapterRecords.artifact(version);
        return KnowledgeRecords.known(loader.load(name, version.getVersion(), artifact), version, artifact);
    }

    private static ReviewPolicy policy(ChampionPointer pointer) throws InvalidAdapterException {
        ScoringPolicy policy = pointer.getPolicy();
        Optional<String> problem = TaskRules.policy(policy).or(() -> TaskRules.limits(pointer.getLimits()));
        require(problem.isEmpty(), problem.orElse(""));
        return ReviewPolicies.of(policy, pointer.getLimits());
    }

    private static void require(boolean condition, String message) throws InvalidAdapterException {
        if (!condition) {
            throw new InvalidAdapterException(message);
        }
    }
}
