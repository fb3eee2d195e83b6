package io.clipstream.topology;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import java.time.Clock;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads the adapters topic and writes a dead letter for everything there that no scorer can use.
 *
 * <p>Scorers pass such records over without a word: there are many of them, and the dead letter is to be written once.
 */
final class RetrainAudit extends ContextualProcessor<byte[], byte[], Object, Object> {
    private final IncomingDecoder<AdapterRecord> decoder;
    private final Clock clock;

    RetrainAudit(Topic<AdapterRecord> adapters, Clock clock) {
        this.decoder = new IncomingDecoder<>(adapters);
        this.clock = clock;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Incoming<AdapterRecord> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused()) {
            refuse(record, incoming.reason(), incoming.message());
        } else if (incoming.value() != null) {
            if (incoming.value().getContent() instanceof AdapterVersion version) {
                audit(record, incoming.key(), version);
            } else {
                ChampionPointer pointer = (ChampionPointer) incoming.value().getContent();
                checkKey(record, incoming.key(), pointer.getTask());
            }
        }
    }

    private void audit(Record<byte[], byte[]> record, String key, AdapterVersion version) {
        if (!checkKey(record, key, TaskKeys.within(version.getTask(), version.getVersion()))) {
            return;
        }
        try {
            AdapterMethods.load(AdapterRecords.artifact(version));
        } catch (InvalidAdapterException e) {
            refuse(record, Reason.INVALID_ADAPTER, "version " + key + ": " + e.getMessage());
        }
    }

    private boolean checkKey(Record<byte[], byte[]> record, String key, String expected) {
        boolean fits = key.equals(expected);
        if (!fits) {
            refuse(record, Reason.BAD_KEY, "the key must be '" + expected + "', it is '" + key + "'");
        }
        return fits;
    }

    private void refuse(Record<byte[], byte[]> record, Reason reason, String message) {
        SourcePosition at = StreamsRecords.position(context(), record);
        context()
                .forward(
                        StreamsRecords.deadLetter(record, Stage.RETRAIN, reason, message, at, clock),
                        RetrainTopology.AUDIT_DEAD_LETTERS);
    }
}
