package io.clipstream.topology;

import io.clipstream.schemas.Prediction;
import io.clipstream.scoring.ScoreOutcome;
import io.clipstream.scoring.ScoringEngine;
import io.clipstream.serde.RegistryFaultException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes images in, hands them to the engine, and forwards what is finished in the order of the source partition.
 *
 * <p>A reference to each image is in the changelogged store from its intake until its forward is safe, so that whatever
 * kills the process, the next owner of the partition scores it. Everything here runs on the stream thread; the engine
 * never sees a Kafka object.
 */
final class ScoreProcessor implements Processor<byte[], byte[], Object, Object> {
    private static final Duration WAIT = Duration.ofMillis(5);

    private final ScoreSettings settings;
    private final Topics topics;
    private final ScoringEngine engine;
    private final VersionCatchUp versions;
    private final RecordFetcher fetcher;
    private final ScoreShared shared;
    private final ScoreDrain drain;

    private ProcessorContext<Object, Object> context;
    private InFlightReferences references;
    private ScoreIntake intake;
    private InFlightLane lane;
    private InFlightBudget budget;
    private ReviewDesk review;
    private Cancellable punctuator;
    private String told;

    ScoreProcessor(
            ScoreSettings settings,
            Topics topics,
            ScoringEngine engine,
            VersionCatchUp versions,
            RecordFetcher fetcher,
            ScoreShared shared,
            ScoreDrain drain) {
        this.settings = settings;
        this.topics = topics;
        this.engine = engine;
        this.versions = versions;
        this.fetcher = fetcher;
        this.shared = shared;
        this.drain = drain;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.budget = shared.budget();
        this.review = new ReviewDesk(settings.imagePartitions());
        String guarantee = String.valueOf(context.appConfigs().get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
        references = new InFlightReferences(
                context.getStateStore(InFlightReferences.STORE),
                context.getStateStore(ScoreCommits.NAME),
                StreamsConfig.EXACTLY_ONCE_V2.equals(guarantee),
                topics.images().name());
        intake = new ScoreIntake(topics.images());
        String name = topics.images().name() + "-" + context.taskId().partition();
        lane = new InFlightLane(name, shared.memory(), engine, versions, fetcher, shared.store(), intake, drain);
        lane.recover(references.leftovers());
        lane.pump();
        told = null;
        wake();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at = context.recordMetadata().orElseThrow();
        SourcePosition source = new SourcePosition(at.topic(), at.partition(), at.offset(), record.timestamp());
        references.deleteCommitted();
        ScoreIntake.Checked checked = judge(record);
        if (checked == null) {
            defer(source);
        } else if (checked.isRefused()) {
            deadLetter(record.key(), record.value(), record.headers(), checked.reason(), checked.message(), source);
        } else if (!lane.mayBeLeftover(source) || !references.contains(source)) {
            references.put(source);
            takeIn(source, checked.image());
        }
        advance();
        awaitDrained();
        wake();
    }

    /** Null while the registry cannot say what the record is. */
    private ScoreIntake.Checked judge(Record<byte[], byte[]> record) {
        if (!lane.mayJudge()) {
            return null;
        }
        try {
            return intake.check(record.key(), record.value(), record.headers());
        } catch (RegistryFaultException e) {
            lane.holdUp(e);
            return null;
        }
    }

    private void defer(SourcePosition source) {
        if (!lane.mayBeLeftover(source) || !references.contains(source)) {
            references.put(source);
            if (!drain.isOver()) {
                lane.defer(source);
            }
        }
    }

    @Override
    public void close() {
        if (lane != null) {
            shared.gate().heldUp(lane, null);
            lane.close();
        }
        sleep();
    }

    /** Submits and forwards whatever can be now. */
    private void advance() {
        lane.pump();
        for (InFlightEntry head = lane.pollFinished(); head != null; head = lane.pollFinished()) {
            forward(head);
        }
        if (!Objects.equals(told, lane.heldUp())) {
            told = lane.heldUp();
            shared.gate().heldUp(lane, told);
        }
    }

    /**
     * Takes an image in when there is room. A device that makes none for as long as the thread may be blocked is slow: then
     * only the image's place is kept, the commit goes on, and no more comes until the device has caught up. Where a store
     * that images lie in, or late versions, keep the partition waiting, their places are kept without a wait, for other partitions' sake.
     */
    private void takeIn(SourcePosition source, InFlightImage image) {
        while (!drain.isOver() && !lane.offer(source, image)) {
            if (lane.isHeldUp()) {
                lane.defer(source);
                return;
            }
            if (budget.isSpent()) {
                lane.defer(source);
                shared.gate().deferred();
                return;
            }
            await();
        }
    }

    /** Once the role is being drained, sees each image through before the next, as far as the thread may be blocked. */
    private void awaitDrained() {
        while (drain.isBegun() && !drain.isOver() && !lane.isEmpty() && !budget.isSpent()) {
            await();
        }
    }

    /** Waits a moment for the engine, and forwards what it has finished. */
    private void await() {
        long start = System.nanoTime();
        try {
            engine.awaitProgress(WAIT);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        long waited = System.nanoTime() - start;
        budget.spend(waited);
        shared.gate().blocked(waited);
        advance();
    }

    private void punctuate(long now) {
        budget.renew();
        references.deleteCommitted();
        advance();
        if (lane.isEmpty() && !references.awaitsCommit()) {
            sleep();
        }
    }

    /** Punctuates while something is in flight; an idle task would otherwise commit for nothing. */
    private void wake() {
        if (punctuator == null && !(lane.isEmpty() && !references.awaitsCommit())) {
            punctuator = context.schedule(settings.drainInterval(), PunctuationType.WALL_CLOCK_TIME, this::punctuate);
        }
    }

    private void sleep() {
        if (punctuator != null) {
            punctuator.cancel();
            punctuator = null;
        }
    }

    private void forward(InFlightEntry entry) {
        InFlightImage image = entry.image();
        if (entry.refusal() != null) {
            refuse(entry, entry.refusal(), entry.refusalMessage());
        } else if (entry.outcome() instanceof ScoreOutcome.Scored scored) {
            predict(image, entry.source(), scored);
        } else if (entry.outcome() instanceof ScoreOutcome.Refused refused) {
            refuse(entry, reason(refused.cause()), refused.message());
        }
        references.forwarded(entry.source());
    }

    private void predict(InFlightImage image, SourcePosition source, ScoreOutcome.Scored scored) {
        // Not the context's time: that is of the beginning of its round, when the version may not have been live yet.
        long now = System.currentTimeMillis();
        ReviewRoute route = review.route(image.id(), image.eventTime().toEpochMilli(), scored);
        Prediction prediction = ScoreOutputs.prediction(image, source, scored, route, Instant.ofEpochMilli(now));
        context.forward(new Record<>(image.id(), prediction, now, new RecordHeaders()), ScoreTopology.PREDICTIONS);
        ScoreOutputs.review(prediction)
                .ifPresent(item -> context.forward(
                        new Record<>(image.id(), item, now, new RecordHeaders()), ScoreTopology.REVIEW));
    }

    private void refuse(InFlightEntry entry, Reason reason, String message) {
        InFlightImage image = entry.image();
        if (image == null) {
            forward(DeadLetters.ofLost(Stage.SCORE, reason, message, entry.source(), context.currentSystemTimeMs()));
        } else {
            deadLetter(image.key(), image.value(), image.headers(), reason, message, entry.source());
        }
    }

    private void deadLetter(
            byte[] key, byte[] value, Headers headers, Reason reason, String message, SourcePosition source) {
        forward(DeadLetters.of(
                key, value, headers, Stage.SCORE, reason, message, source, context.currentSystemTimeMs()));
    }

    private void forward(Record<byte[], byte[]> letter) {
        context.forward(LetterLimit.fit(letter, settings.maxDeadLetterBytes()), ScoreTopology.DEAD_LETTERS);
    }

    private static Reason reason(ScoreOutcome.Cause cause) {
        return switch (cause) {
            case UNREADABLE_IMAGE -> Reason.UNREADABLE_IMAGE;
            case UNKNOWN_TASK -> Reason.UNKNOWN_TASK;
            case UNSCORABLE -> Reason.UNSCORABLE;
        };
    }
}
