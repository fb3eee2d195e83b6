package io.clipstream.topology;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.scoring.EngineListener;
import io.clipstream.scoring.EngineSettings;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedEncoder;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.VersionRegistry;
import io.clipstream.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** What tests of the score topology share: topics, image events and an engine with a simulated device. */
final class ScoreFixture {
    static final int SIDE = 4;
    static final int DIMENSION = 8;

    private ScoreFixture() {}

    static Topics topics(String prefix, String registryUrl, int partitions) {
        Map<String, Object> config = Map.of("schema.registry.url", registryUrl);
        return Topics.of(prefix, new TopicSizes(partitions, partitions, 1024 * 1024), new Topics.SerdeFactory() {
            @Override
            public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return AvroSerdes.forRecord(type, config);
            }
        });
    }

    static ScoringEngine engine(VersionRegistry versions, SimulatedPreprocessor preprocessor, Duration perBatch) {
        return ScoringEngine.start(
                new EngineSettings(2, EngineSettings.DEFAULT_BUCKETS, Duration.ZERO, 128, 64L * 1024 * 1024),
                preprocessor,
                List.of(new SimulatedEncoder(DIMENSION, SIDE, perBatch)),
                versions,
                EngineListener.NONE);
    }

    /** With room for few images, scored one by one. */
    static ScoringEngine engine(VersionRegistry versions, SimulatedPreprocessor preprocessor, int maxInFlight) {
        return ScoringEngine.start(
                new EngineSettings(maxInFlight, List.of(1), Duration.ZERO, maxInFlight, 64L * 1024 * 1024),
                preprocessor,
                List.of(new SimulatedEncoder(DIMENSION, SIDE, Duration.ZERO)),
                versions,
                EngineListener.NONE);
    }

    /** An image whose first byte is {@code first}. */
    static ImageEvent image(String task, int first) {
        return image(task, new byte[] {(byte) first, 1, 2, 3});
    }

    static ImageEvent image(String task, byte[] payload) {
        return ImageEvent.newBuilder()
                .setTask(task)
                .setEventTime(Instant.ofEpochMilli(1_700_000_000_000L))
                .setContent(new InlineImage(ByteBuffer.wrap(payload)))
                .build();
    }
}
