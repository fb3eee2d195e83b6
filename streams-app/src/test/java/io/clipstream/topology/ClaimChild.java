package io.clipstream.topology;

import io.clipstream.app.quickstart.ChildJvm;
import io.clipstream.claim.ClaimFetcher;
import io.clipstream.claim.ClaimLimits;
import io.clipstream.claim.ClaimListener;
import io.clipstream.claim.ClaimSettings;
import io.clipstream.claim.HostRule;
import io.clipstream.claim.ImageStore;
import io.clipstream.claim.Network;
import io.clipstream.claim.S3Settings;
import io.clipstream.claim.WebRules;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.scoring.SimulatedPreprocessor;
import io.clipstream.scoring.SimulatedVersions;
import io.clipstream.scoring.VersionRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A process that scores images by address, exactly once, with a simulated device, to be killed. */
public final class ClaimChild {
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private ClaimChild() {}

    /** Arguments: brokers, registry, prefix of names, state folder, host and port of the store. */
    public static void main(String[] args) throws Exception {
        VersionRegistry versions = new VersionRegistry();
        versions.publish(SimulatedVersions.live(ScoreChild.TASK, 3, 1));
        ScoringEngine engine =
                ScoreFixture.engine(versions, new SimulatedPreprocessor(ScoreFixture.SIDE), Duration.ofMillis(25));
        Map<String, Object> given = new HashMap<>();
        given.put(StreamsConfig.APPLICATION_ID_CONFIG, args[2] + "score");
        given.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        given.put(StreamsConfig.STATE_DIR_CONFIG, args[3]);
        given.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        given.put(StreamsConfig.mainConsumerPrefix("group.instance.id"), "one");
        given.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 6000);
        given.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 3000);
        Map<String, Object> settings = ScoreStreamsSettings.of(given, true, 1024 * 1024);
        ScoreSettings bounds = ScoreSettings.defaults(
                ScoreStreamsSettings.intakeDeadline(settings), ScoreStreamsSettings.maxDeadLetterBytes(1024 * 1024));
        RecordFetcher fetcher = new KafkaRecordFetcher(Map.of("bootstrap.servers", args[0]), Duration.ofSeconds(10));
        Topics topics = ScoreFixture.topics(args[2], args[1], 2);
        ScoreGate gate = new ScoreGate(engine);
        KafkaStreams streams = new KafkaStreams(
                ScoreTopology.build(
                        topics, bounds, engine, VersionCatchUp.ALONE, fetcher, store(args[4]), new ScoreDrain(), gate),
                new StreamsConfig(settings));
        gate.attach(streams);
        streams.setUncaughtExceptionHandler(fault -> StreamThreadExceptionResponse.REPLACE_THREAD);
        streams.start();
        ChildJvm.report("started");
    }

    private static ImageStore store(String host) {
        WebRules rules = new WebRules(List.of(HostRule.parse(host)), true, List.of(Network.parse("127.0.0.1")));
        ClaimLimits limits = new ClaimLimits(1024, 16 * 1024, 16, 4, DEADLINE, DEADLINE, DEADLINE);
        return ClaimFetcher.start(new ClaimSettings(rules, S3Settings.NOTHING, List.of(), limits), ClaimListener.NONE);
    }
}
