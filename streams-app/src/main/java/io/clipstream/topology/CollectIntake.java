package io.clipstream.topology;

import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.PendingCorrection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Judges corrections as they come and sends the good ones on their way to the partition of their image id. */
final class CollectIntake extends ContextualProcessor<byte[], byte[], Object, Object> {
    /** A correction is carried twice through topics that take a megabyte. */
    private static final int LARGEST_CORRECTION = 64 * 1024;

    /** Longest name of an annotator, in characters. */
    private static final int LONGEST_ANNOTATOR = 250;

    private final IncomingDecoder<Correction> decoder;
    private final Duration clockTolerance;
    private final Clock clock;

    CollectIntake(Topic<Correction> corrections, Duration clockTolerance, Clock clock) {
        this.decoder = new IncomingDecoder<>(corrections);
        this.clockTolerance = clockTolerance;
        this.clock = clock;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        SourcePosition at = StreamsRecords.position(context(), record);
        Optional<String> tooLarge = StreamsRecords.tooLarge(record, LARGEST_CORRECTION);
        if (tooLarge.isPresent()) {
            refuse(record, at, Reason.INVALID_FIELD, tooLarge.get());
            return;
        }
        Incoming<Correction> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused()) {
            refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        if (incoming.value() == null) {
            refuse(record, at, Reason.UNEXPECTED_TOMBSTONE, "a correction is taken back by one of kind WITHDRAWAL");
            return;
        }
        Optional<String> badId = TaskKeys.imageIdProblem(incoming.key());
        if (badId.isPresent()) {
            refuse(record, at, Reason.BAD_KEY, badId.get());
            return;
        }
        Optional<String> problem = problem(incoming.value(), Instant.ofEpochMilli(record.timestamp()));
        if (problem.isPresent()) {
            refuse(record, at, Reason.INVALID_FIELD, problem.get());
            return;
        }
        PendingCorrection pending = new PendingCorrection(
                incoming.key(), incoming.value(), CollectOriginals.keep(record, at), clock.instant());
        context().forward(new Record<>(incoming.key(), pending, record.timestamp()), CollectTopology.ACCEPTED);
    }

    private Optional<String> problem(Correction correction, Instant recordTime) {
        if (!TaskKeys.isTaskName(correction.getTask())) {
            return Optional.of("task '" + correction.getTask() + "' must match " + TaskKeys.NAME_RULE);
        }
        if (correction.getKind() == CorrectionKind.UNKNOWN) {
            return Optional.of("kind must be LABEL, NONE_OF_THESE or WITHDRAWAL, it is UNKNOWN");
        }
        boolean labelled =
                correction.getLabel() != null && !correction.getLabel().isBlank();
        if (correction.getKind() == CorrectionKind.LABEL && !labelled) {
            return Optional.of("label must be given for kind LABEL, it is absent");
        }
        if (correction.getKind() != CorrectionKind.LABEL && correction.getLabel() != null) {
            return Optional.of("label must be absent for kind " + correction.getKind() + ", it is '"
                    + correction.getLabel() + "'");
        }
        if (correction.getAnnotator().isBlank()) {
            return Optional.of("annotator must not be empty");
        }
        if (correction.getAnnotator().length() > LONGEST_ANNOTATOR) {
            return Optional.of("annotator has " + correction.getAnnotator().length() + " characters, at most "
                    + LONGEST_ANNOTATOR + " are allowed");
        }
        // The latest word counts: a clock that is far ahead would outvote its owner for good. Measured by the record's
        // own time, not by ours, so that reading it again later does not end otherwise.
        if (correction.getEventTime().isAfter(recordTime.plus(clockTolerance))) {
            return Optional.of("eventTime " + correction.getEventTime() + " lies more than " + clockTolerance
                    + " (collect.clock.tolerance.ms) ahead of the record's own time, " + recordTime);
        }
        return Optional.empty();
    }

    private void refuse(Record<byte[], byte[]> record, SourcePosition at, Reason reason, String message) {
        context()
                .forward(
                        StreamsRecords.deadLetter(record, Stage.COLLECT, reason, message, at, clock),
                        CollectTopology.INTAKE_DEAD_LETTERS);
    }
}
