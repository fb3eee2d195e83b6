package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Reads the adapters topic and writes a dead letter for everything there that no scorer can use.
 *
 * <p>Scorers pass such records over without a word: there are many of them, and the dead letter is to be written once. What
 * was read goes on to retrain, which knows its own.
 */
final class RetrainAudit extends ContextualProcessor<byte[], byte[], byte[], Object> {
    /** Stands in the store for a version that was refused: the pointer to it is refused as well. */
    private static final String REFUSED = "";

    /** Longest name of a backbone: it goes into a changelog that takes far less than the adapters topic. */
    private static final int LONGEST_MODEL_ID = 250;

    private final IncomingDecoder<AdapterRecord> decoder;
    private final Clock clock;
    private KeyValueStore<String, String> versions;
    private boolean refused;

    RetrainAudit(Topic<AdapterRecord> adapters, Clock clock) {
        this.decoder = new IncomingDecoder<>(adapters);
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        versions = context.getStateStore(RetrainStores.AUDITED);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Incoming<AdapterRecord> incoming = decoder.decode(record.key(), record.value());
        refused = false;
        audit(record, incoming);
        if (record.key() != null) {
            // What is no UTF-8 becomes a key that is none of ours.
            String key = new String(record.key(), StandardCharsets.UTF_8);
            long offset = StreamsRecords.position(context(), record).offset();
            RetrainSighting sighting = new RetrainSighting(key, incoming.value(), refused, record, offset);
            context().forward(new Record<>(record.key(), sighting, record.timestamp()), RetrainTopology.RETRAIN);
        }
    }

    private void audit(Record<byte[], byte[]> record, Incoming<AdapterRecord> incoming) {
        if (incoming.isRefused()) {
            refuse(record, incoming.reason(), incoming.message());
        } else if (incoming.value() == null) {
            // Only what is there: a key may be larger than the changelog takes.
            if (versions.get(incoming.key()) != null) {
                versions.delete(incoming.key());
            }
        } else if (incoming.value().getContent() instanceof AdapterVersion version) {
            audit(record, incoming.key(), version);
        } else {
            audit(record, incoming.key(), (ChampionPointer) incoming.value().getContent());
        }
    }

    private void audit(Record<byte[], byte[]> record, String key, AdapterVersion version) {
        if (!checkKey(record, key, version.getTask(), TaskKeys.within(version.getTask(), version.getVersion()))) {
            return;
        }
        try {
            requireModelId(version.getModelId());
            AdapterArtifact artifact = AdapterRecords.artifact(version);
            AdapterMethods.load(artifact);
            KnowledgeRecords.check(version, artifact);
            versions.put(key, version.getModelId());
        } catch (InvalidAdapterException e) {
            versions.put(key, REFUSED);
            refuse(record, Reason.INVALID_ADAPTER, "version " + key + ": " + e.getMessage());
        } catch (RuntimeException e) {
            // Whatever a crafted version makes a method trip over, scorers refuse it as well.
            versions.put(key, REFUSED);
            refuse(record, Reason.INVALID_ADAPTER, "version " + key + ": its method cannot use it: " + e);
        }
    }

    private static void requireModelId(String modelId) throws InvalidAdapterException {
        if (modelId.isEmpty() || modelId.length() > LONGEST_MODEL_ID) {
            throw new InvalidAdapterException(
                    "modelId has " + modelId.length() + " characters, expected 1 to " + LONGEST_MODEL_ID);
        }
    }

    private void audit(Record<byte[], byte[]> record, String key, ChampionPointer pointer) {
        String side = TaskKeys.backbone(pointer.getTask(), pointer.getModelId());
        if (!checkKey(record, key, pointer.getTask(), key.equals(side) ? side : pointer.getTask())) {
            return;
        }
        if (record.value().length > AdapterTailIndex.LARGEST_POINTER) {
            refuse(
                    record,
                    Reason.INVALID_ADAPTER,
                    "the pointer has " + record.value().length + " bytes, at most " + AdapterTailIndex.LARGEST_POINTER
                            + " are read");
            return;
        }
        target(pointer)
                .or(() -> TaskRules.policy(pointer.getPolicy()))
                .or(() -> TaskRules.limits(pointer.getLimits()))
                .ifPresent(why -> refuse(record, Reason.INVALID_ADAPTER, "the pointer of task " + key + ": " + why));
    }

    /** What is wrong with what it points at; weights come before their pointer. */
    private Optional<String> target(ChampionPointer pointer) {
        String modelId = versions.get(TaskKeys.within(pointer.getTask(), pointer.getVersion()));
        if (modelId == null) {
            return Optional.of("version " + pointer.getVersion() + " is not on the topic");
        }
        if (modelId.equals(REFUSED)) {
            return Optional.of("version " + pointer.getVersion() + " was refused");
        }
        return modelId.equals(pointer.getModelId())
                ? Optional.empty()
                : Optional.of("modelId is " + pointer.getModelId() + ", that of version " + pointer.getVersion()
                        + " is " + modelId);
    }

    private boolean checkKey(Record<byte[], byte[]> record, String key, String task, String expected) {
        if (!TaskKeys.isTaskName(task)) {
            refuse(record, Reason.INVALID_FIELD, "task '" + task + "' must match " + TaskKeys.NAME_RULE);
            return false;
        }
        boolean fits = key.equals(expected);
        if (!fits) {
            refuse(record, Reason.BAD_KEY, "the key must be '" + expected + "', it is '" + key + "'");
        }
        return fits;
    }

    private void refuse(Record<byte[], byte[]> record, Reason reason, String message) {
        SourcePosition at = StreamsRecords.position(context(), record);
        Record<byte[], byte[]> letter = StreamsRecords.deadLetter(record, Stage.RETRAIN, reason, message, at, clock);
        context().forward(letter.withValue((Object) letter.value()), RetrainTopology.AUDIT_DEAD_LETTERS);
        refused = true;
    }
}
