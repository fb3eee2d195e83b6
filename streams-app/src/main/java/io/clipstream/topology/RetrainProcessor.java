package io.clipstream.topology;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The single writer of adapters and promotions: takes in tasks, commands and the few-shot buffer, and lets the trainer look
 * at what has become due.
 */
final class RetrainProcessor extends ContextualProcessor<byte[], Object, Object, Object> {
    private static final Duration HOUSEKEEPING = Duration.ofHours(1);

    private final Topics topics;
    private final RetrainConfig config;
    private final RetrainPorts ports;
    private final Clock clock;
    private RetrainState state;
    private RetrainTrainer trainer;
    private RetrainTaskIntake tasks;
    private RetrainCommandIntake commands;
    private RetrainExampleIntake examples;
    private RetrainSampleIntake samples;
    private RetrainLetters letters;
    private RetrainWritten written;
    private RetrainMender mender;

    RetrainProcessor(Topics topics, RetrainConfig config, RetrainPorts ports, Clock clock) {
        this.topics = topics;
        this.config = config;
        this.ports = ports;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        state = new RetrainState(context, config.pace());
        written = new RetrainWritten(context.getStateStore(RetrainStores.WRITTEN));
        RetrainPublisher publisher =
                new RetrainPublisher(context, state, written, config, topics.maxVersionBytes(), clock);
        trainer = new RetrainTrainer(state, publisher, ports.heads(), ports.executors(), config, clock);
        letters = new RetrainLetters(context, new TaskPlace(topics, ports.partitions()), clock);
        tasks = new RetrainTaskIntake(topics, state, publisher, letters);
        commands =
                new RetrainCommandIntake(topics, state, new RetrainCommands(publisher, state, trainer), letters, clock);
        examples = new RetrainExampleIntake(
                topics, state, trainer, new RetrainWithdrawals(state, publisher, clock), letters, clock);
        samples = new RetrainSampleIntake(topics, state, letters, clock);
        int partition = context.taskId().partition();
        mender = new RetrainMender(
                written, state, publisher, topics.adapters(), ports.fetcher(), partition, config, clock);
        context.schedule(config.punctuation(), PunctuationType.WALL_CLOCK_TIME, now -> state.tasks()
                .forEach(this::advance));
        context.schedule(
                HOUSEKEEPING,
                PunctuationType.WALL_CLOCK_TIME,
                now -> state.forgetCommandsBefore(
                        clock.instant().minus(config.commandMemory()).toEpochMilli()));
    }

    private void advance(RetrainTask task) {
        mender.advance(task);
        trainer.advance(task);
    }

    @Override
    public void process(Record<byte[], Object> record) {
        if (record.value() instanceof RetrainSighting sighting) {
            seen(sighting);
        } else {
            process(record, (byte[]) record.value());
        }
    }

    /** What is not ours and was good enough for the audit is a dead letter all the same. */
    private void seen(RetrainSighting sighting) {
        if (written.isForeign(sighting) && !sighting.refused()) {
            SourcePosition at = StreamsRecords.position(context(), sighting.original());
            letters.refuse(
                    sighting.original(),
                    at,
                    sighting.isTombstone() ? Reason.UNEXPECTED_TOMBSTONE : Reason.INVALID_ADAPTER,
                    "only retrain writes here, and this is not what it wrote under '" + sighting.key()
                            + "'; its own record is written again");
        }
    }

    private void process(Record<byte[], Object> incoming, byte[] value) {
        Record<byte[], byte[]> record = incoming.withValue(value);
        SourcePosition at = StreamsRecords.position(context(), record);
        boolean isTask = at.topic().equals(topics.tasks().name());
        boolean isCommand = at.topic().equals(topics.commands().name());
        boolean isSample = at.topic().equals(topics.featureSample().name());
        int largest = isTask
                ? TaskRules.LARGEST
                : isCommand
                        ? topics.maxVersionBytes() + StreamsRecords.LARGEST_COMMAND
                        : StreamsRecords.LARGEST_EXAMPLE;
        Optional<String> tooLarge = StreamsRecords.tooLarge(record, largest);
        if (tooLarge.isPresent()) {
            letters.refuse(record, at, Reason.INVALID_FIELD, tooLarge.get());
        } else if (isTask) {
            tasks.take(record, at);
        } else if (isCommand) {
            commands.take(record, at);
        } else if (isSample) {
            samples.take(record, at);
        } else {
            examples.take(record, at);
        }
    }

    /** The tasks are another instance's from here on, or nobody's: what was being computed for them is given up. */
    @Override
    public void close() {
        if (state != null) {
            state.tasks().forEach(RetrainTask::dropHead);
        }
    }
}
