package io.clipstream.topology;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Counts the commits of a Streams task under at-least-once: a store that stores nothing.
 *
 * <p>Kafka Streams calls {@link #commit} after the producer was flushed and the offsets are committed, so what was
 * forwarded before is safe on its brokers. Touched by the stream thread alone.
 */
final class ScoreCommits implements StateStore {
    static final String NAME = "commits";

    private boolean open;
    private long count;

    /** Commits since the start. */
    long count() {
        return count;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        count++;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Makes one for each Streams task. */
    static final class Builder implements StoreBuilder<ScoreCommits> {
        @Override
        public StoreBuilder<ScoreCommits> withCachingEnabled() {
            throw new UnsupportedOperationException("nothing to cache");
        }

        @Override
        public StoreBuilder<ScoreCommits> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<ScoreCommits> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("nothing to log");
        }

        @Override
        public StoreBuilder<ScoreCommits> withLoggingDisabled() {
            return this;
        }

        @Override
        public ScoreCommits build() {
            return new ScoreCommits();
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }

        @Override
        public String name() {
            return NAME;
        }
    }
}
