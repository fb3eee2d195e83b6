package io.clipstream.topology;

import io.clipstream.claim.ImageStore;
import io.clipstream.scoring.ScoringEngine;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The score topology: images in; predictions, review queue and dead letters out. */
public final class ScoreTopology {
    static final String IMAGES = "images";
    static final String SCORE = "score";
    static final String PREDICTIONS = "predictions";
    static final String REVIEW = "review-queue";
    static final String DEAD_LETTERS = "dead-letters";

    private ScoreTopology() {}

    /**
     * Builds it; starts nothing. Nobody hears of its dead letters.
     *
     * @see #build(Topics, ScoreSettings, ScoringEngine, VersionCatchUp, RecordFetcher, ImageStore, ScoreDrain,
     *     ScoreGate, LetterListener)
     */
    public static Topology build(
            Topics topics,
            ScoreSettings settings,
            ScoringEngine engine,
            VersionCatchUp versions,
            RecordFetcher fetcher,
            ImageStore store,
            ScoreDrain drain,
            ScoreGate gate) {
        return build(topics, settings, engine, versions, fetcher, store, drain, gate, LetterListener.NONE);
    }

    /**
     * Builds it; starts nothing.
     *
     * @param engine shared by all stream threads of the process; outlives the streams application
     * @param versions says when a partition's new owner knows the versions that the one before may have used
     * @param fetcher reads images again that an earlier run or owner left; outlives the streams application
     * @param drain to be begun before the streams application is closed
     * @param store brings images that are given by their address; outlives the streams application
     * @param gate to be attached to the streams application before it starts; outlives it
     * @param letters hears of every dead letter
     */
    public static Topology build(
            Topics topics,
            ScoreSettings settings,
            ScoringEngine engine,
            VersionCatchUp versions,
            RecordFetcher fetcher,
            ImageStore store,
            ScoreDrain drain,
            ScoreGate gate,
            LetterListener letters) {
        ScoreShared shared = ScoreShared.of(settings, gate, store);
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                IMAGES,
                new LoopTimestamps(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.images().name());
        topology.addProcessor(
                SCORE, () -> new ScoreProcessor(settings, topics, engine, versions, fetcher, shared, drain), IMAGES);
        topology.addStateStore(InFlightReferences.storeBuilder(), SCORE);
        topology.addStateStore(new ScoreCommits.Builder(), SCORE);
        topology.addSink(
                PREDICTIONS,
                topics.predictions().name(),
                new StringSerializer(),
                topics.predictions().values().serializer(),
                SCORE);
        topology.addSink(
                REVIEW,
                topics.reviewQueue().name(),
                new StringSerializer(),
                topics.reviewQueue().values().serializer(),
                SCORE);
        LetterSink.add(topology, topics, settings.maxDeadLetterBytes(), letters, DEAD_LETTERS, SCORE);
        return topology;
    }
}
