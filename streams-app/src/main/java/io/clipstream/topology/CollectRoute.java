package io.clipstream.topology;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gives its type back to one of the outputs of a processor that also writes dead letters, and a name by which that
 * processor can forward to it.
 */
final class CollectRoute<V> extends ContextualProcessor<Object, Object, String, V> {
    private final Class<V> type;

    private CollectRoute(Class<V> type) {
        this.type = type;
    }

    static <V> ProcessorSupplier<Object, Object, String, V> to(Class<V> type) {
        return () -> new CollectRoute<>(type);
    }

    @Override
    public void process(Record<Object, Object> record) {
        context().forward(record.withKey((String) record.key()).withValue(type.cast(record.value())));
    }
}
