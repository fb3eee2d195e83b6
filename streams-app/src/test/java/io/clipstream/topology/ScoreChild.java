package io.clipstream.topology;

import io.clipstream.app.quickstart.ChildJvm;
import io.clipstream.claim.ImageStore;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A process that scores with a simulated device, to be killed. */
public final class ScoreChild {
    static final String TASK = "tiles";

    private ScoreChild() {}

    /** Arguments: brokers, registry, prefix of names, state folder, guarantee. */
    public static void main(String[] args) throws Exception {
        VersionRegistry versions = new VersionRegistry();
        versions.publish(SimulatedVersions.live(TASK, 3, 1));
        ScoringEngine engine =
                ScoreFixture.engine(versions, new SimulatedPreprocessor(ScoreFixture.SIDE), Duration.ofMillis(25));
        KafkaStreams streams = streams(args[0], args[1], args[2], args[3], args[4].equals("exactly-once"), engine);
        streams.start();
        ChildJvm.report("started");
    }

    static KafkaStreams streams(
            String brokers,
            String registryUrl,
            String prefix,
            String state,
            boolean exactlyOnce,
            ScoringEngine engine) {
        // The dead one's place is taken at once by its successor; its open transaction ends soon.
        Map<String, Object> member = Map.of(StreamsConfig.mainConsumerPrefix("group.instance.id"), "one");
        return streams(
                brokers,
                registryUrl,
                prefix,
                state,
                exactlyOnce,
                member,
                engine,
                VersionCatchUp.ALONE,
                new ScoreDrain());
    }

    static KafkaStreams streams(
            String brokers,
            String registryUrl,
            String prefix,
            String state,
            boolean exactlyOnce,
            Map<String, Object> extra,
            ScoringEngine engine,
            VersionCatchUp versions,
            ScoreDrain drain) {
        Map<String, Object> given = new HashMap<>(extra);
        given.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "score");
        given.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        given.put(StreamsConfig.STATE_DIR_CONFIG, state);
        given.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        given.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 6000);
        given.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 3000);
        Map<String, Object> settings = ScoreStreamsSettings.of(given, exactlyOnce, 1024 * 1024);
        ScoreSettings bounds = ScoreSettings.defaults(
                ScoreStreamsSettings.intakeDeadline(settings), ScoreStreamsSettings.maxDeadLetterBytes(1024 * 1024));
        RecordFetcher fetcher = new KafkaRecordFetcher(Map.of("bootstrap.servers", brokers), Duration.ofSeconds(10));
        Topics topics = ScoreFixture.topics(prefix, registryUrl, 2);
        ScoreGate gate = new ScoreGate(engine);
        KafkaStreams streams = new KafkaStreams(
                ScoreTopology.build(topics, bounds, engine, versions, fetcher, ImageStore.NONE, drain, gate),
                new StreamsConfig(settings));
        gate.attach(streams);
        // As the application does: a machine that stands still for longer than the short transactions bear costs a
        // thread, not the role.
        streams.setUncaughtExceptionHandler(fault -> StreamThreadExceptionResponse.REPLACE_THREAD);
        return streams;
    }
}
