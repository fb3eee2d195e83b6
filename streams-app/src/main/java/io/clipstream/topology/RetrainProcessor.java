package io.clipstream.topology;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
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
    private final TaskPlace place;
    private final Clock clock;
    private final IncomingDecoder<TaskSpec> tasks;
    private final IncomingDecoder<Command> commands;
    private final IncomingDecoder<Example> examples;
    private final IncomingDecoder<SampledFeature> samples;
    private RetrainState state;
    private RetrainPublisher publisher;
    private RetrainTrainer trainer;
    private RetrainCommands desk;
    private RetrainWithdrawals withdrawals;
    private RetrainWritten written;
    private RetrainMender mender;

    RetrainProcessor(Topics topics, RetrainConfig config, RetrainPorts ports, Clock clock) {
        this.topics = topics;
        this.config = config;
        this.ports = ports;
        this.place = new TaskPlace(topics, ports.partitions());
        this.clock = clock;
        this.tasks = new IncomingDecoder<>(topics.tasks());
        this.commands = new IncomingDecoder<>(topics.commands());
        this.examples = new IncomingDecoder<>(topics.fewShotBuffer());
        this.samples = new IncomingDecoder<>(topics.featureSample());
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        state = new RetrainState(context, config.pace());
        written = new RetrainWritten(context.getStateStore(RetrainStores.WRITTEN));
        publisher = new RetrainPublisher(context, state, written, config, topics.maxVersionBytes(), clock);
        trainer = new RetrainTrainer(state, publisher, ports.heads(), ports.executors(), config, clock);
        desk = new RetrainCommands(publisher, state, trainer);
        withdrawals = new RetrainWithdrawals(state, publisher, clock);
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
            refuse(
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
            refuse(record, at, Reason.INVALID_FIELD, tooLarge.get());
        } else if (isTask) {
            task(record, at, tasks.decode(record.key(), record.value()));
        } else if (isCommand) {
            command(record, at, commands.decode(record.key(), record.value()));
        } else if (isSample) {
            sample(record, at, samples.decode(record.key(), record.value()));
        } else {
            example(record, at, examples.decode(record.key(), record.value()));
        }
    }

    /** The tasks are another instance's from here on, or nobody's: what was being computed for them is given up. */
    @Override
    public void close() {
        if (state != null) {
            state.tasks().forEach(RetrainTask::dropHead);
        }
    }

    private void task(Record<byte[], byte[]> record, SourcePosition at, Incoming<TaskSpec> incoming) {
        if (incoming.isRefused()) {
            refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        if (incoming.value() == null) {
            if (!TaskKeys.isTaskName(incoming.key())) {
                refuse(
                        record,
                        at,
                        Reason.BAD_KEY,
                        "the key must be a task's name, " + TaskKeys.NAME_RULE + "; it is '" + incoming.key() + "'");
                return;
            }
            if (isElsewhere(record, at, incoming.key())) {
                return;
            }
            RetrainTask task = state.known(incoming.key());
            if (task.spec != null) {
                publisher.end(task);
                state.end(task);
            }
            return;
        }
        TaskSpec spec = incoming.value();
        Optional<String> problem = TaskRules.problem(incoming.key(), spec);
        if (problem.isPresent()) {
            refuse(record, at, Reason.INVALID_FIELD, problem.get());
            return;
        }
        if (isElsewhere(record, at, spec.getTask())) {
            return;
        }
        RetrainTask task = state.task(spec.getTask());
        boolean newPolicy = task.spec != null && !task.spec.getPolicy().equals(spec.getPolicy());
        if (task.spec != null && !TaskRules.revision(task.spec).equals(TaskRules.revision(spec))) {
            task.dropHead();
        }
        state.put(spec);
        // What is in work was asked for by the old specification.
        task.dropWork();
        task.changed();
        if (newPolicy && task.champion() != null) {
            // The pointer carries the policy to the scorers.
            publisher.point(task, task.ledger.getChampion(), "rule:policy");
            new RetrainSides(state, publisher).pointAgain(task);
        }
    }

    private void command(Record<byte[], byte[]> record, SourcePosition at, Incoming<Command> incoming) {
        if (incoming.isRefused()) {
            refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        if (incoming.value() == null) {
            refuse(record, at, Reason.UNEXPECTED_TOMBSTONE, "a command has a value");
            return;
        }
        Command command = incoming.value();
        Optional<String> problem = RetrainCommands.problem(incoming.key(), command);
        if (problem.isEmpty() && command.getKind() != CommandKind.IMPORT) {
            // Only a version may be large.
            problem = StreamsRecords.tooLarge(record, StreamsRecords.LARGEST_COMMAND);
        }
        if (problem.isPresent()) {
            refuse(record, at, Reason.INVALID_FIELD, problem.get());
            return;
        }
        if (isElsewhere(record, at, command.getTask())) {
            return;
        }
        if (!RetrainCommands.isForSelect(command)
                && state.isNew(command.getTask(), command.getCommandId().toString(), clock.millis())) {
            desk.carryOut(state.known(command.getTask()), command)
                    .ifPresent(why -> refuse(record, at, Reason.REJECTED_COMMAND, why));
        }
    }

    /** Whether all else of the task is in another partition, so that a dead letter was written. */
    private boolean isElsewhere(Record<byte[], byte[]> record, SourcePosition at, String task) {
        Optional<String> problem = place.problem(task, at);
        problem.ifPresent(why -> refuse(record, at, Reason.BAD_KEY, why));
        return problem.isPresent();
    }

    private void example(Record<byte[], byte[]> record, SourcePosition at, Incoming<Example> incoming) {
        if (incoming.isRefused()) {
            refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        String name = TaskKeys.taskOf(incoming.key());
        String imageId = TaskKeys.idOf(incoming.key());
        if (incoming.value() == null
                && incoming.key().equals(name)
                && TaskKeys.isTaskName(name)
                && SelectMark.of(record.headers()).isPresent()) {
            withdrawals.end(state.known(name), SelectMark.of(record.headers()).get());
            return;
        }
        if (!TaskKeys.isTaskName(name)
                || imageId.isEmpty()
                || TaskKeys.imageIdProblem(imageId).isPresent()) {
            refuse(record, at, Reason.BAD_KEY, "the key must be task/image id, it is '" + incoming.key() + "'");
            return;
        }
        Example example = incoming.value();
        RetrainTask task = example == null ? state.known(name) : state.task(name);
        if (example == null) {
            remove(task, imageId, record.headers());
        } else {
            if (!incoming.key().equals(TaskKeys.within(example.getTask(), example.getImageId()))) {
                refuse(record, at, Reason.BAD_KEY, "the key must be task/image id, it is '" + incoming.key() + "'");
                return;
            }
            put(record, at, task, example);
        }
        task.look = true;
    }

    private void remove(RetrainTask task, String imageId, Headers headers) {
        RetrainExample before = task.examples().get(imageId);
        state.removeExample(task, imageId);
        task.fresh().remove(imageId);
        task.wantChallenge(clock.instant());
        if (SelectCause.of(headers) == SelectCause.WITHDRAWN) {
            withdrawals.withdrawn(task, imageId, SelectMark.commandOf(headers));
            task.due().atOnce();
        } else if (before != null && before.trains()) {
            task.due().changed(clock.instant());
        }
    }

    private void put(Record<byte[], byte[]> record, SourcePosition at, RetrainTask task, Example example) {
        String imageId = example.getImageId();
        RetrainExample before = task.examples().get(imageId);
        RetrainExample now;
        try {
            now = RetrainExample.of(example);
        } catch (IllegalArgumentException e) {
            refuse(record, at, Reason.INVALID_FIELD, "feature: " + e.getMessage());
            // What stood there before is no longer what select says of the image.
            state.removeExample(task, imageId);
            task.fresh().remove(imageId);
            task.exampleChanged(imageId);
            task.due().atOnce();
            return;
        }
        if (before == null && now.isAudited() && task.isOfBackbone(now)) {
            trainer.audited(task, now);
        }
        state.put(task, now);
        // One of another backbone was never fitted.
        boolean trained = before != null && before.trains() && task.isOfBackbone(before);
        boolean same = before != null && now.saysTheSame(before);
        if (same && trained == now.trains()) {
            return;
        }
        task.wantChallenge(clock.instant());
        task.fresh().remove(imageId);
        if (trained && !same) {
            task.exampleChanged(imageId);
            task.due().atOnce();
        } else if (trained || now.trains()) {
            task.due().changed(clock.instant());
        }
        if (now.trains()) {
            task.fresh().add(imageId);
            task.stepWanted = true;
        }
    }

    private void sample(Record<byte[], byte[]> record, SourcePosition at, Incoming<SampledFeature> incoming) {
        if (incoming.isRefused()) {
            refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        String name = TaskKeys.taskOf(incoming.key());
        String imageId = TaskKeys.idOf(incoming.key());
        SampledFeature feature = incoming.value();
        boolean fits =
                feature == null || incoming.key().equals(TaskKeys.within(feature.getTask(), feature.getImageId()));
        if (!TaskKeys.isTaskName(name)
                || imageId.isEmpty()
                || TaskKeys.imageIdProblem(imageId).isPresent()
                || !fits) {
            refuse(record, at, Reason.BAD_KEY, "the key must be task/image id, it is '" + incoming.key() + "'");
            return;
        }
        RetrainTask task = feature == null ? state.known(name) : state.task(name);
        boolean changed = true;
        if (feature == null) {
            changed = state.removeSampled(task, imageId);
        } else {
            Optional<String> problem = RetrainSample.problem(feature);
            if (problem.isPresent()) {
                refuse(record, at, Reason.INVALID_FIELD, problem.get());
                changed = state.removeSampled(task, imageId);
            } else {
                state.put(task, feature);
            }
        }
        if (changed) {
            task.due().sampled(clock.instant());
        }
    }

    private void refuse(Record<byte[], byte[]> record, SourcePosition at, Reason reason, String message) {
        context()
                .forward(
                        StreamsRecords.deadLetter(record, Stage.RETRAIN, reason, message, at, clock),
                        RetrainTopology.DEAD_LETTERS);
    }
}
