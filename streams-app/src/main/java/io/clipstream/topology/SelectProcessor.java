package io.clipstream.topology;

import io.clipstream.schemas.CollectedItem;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.LiveCorrection;
import io.clipstream.schemas.MatchedCorrection;
import io.clipstream.schemas.ReviewItem;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The single writer of the few-shot buffer and the feature sample; also sends images to review whose annotators disagree.
 *
 * <p>Records of tasks and commands that are not good in themselves are passed over here: retrain reads the same topics and
 * writes their dead letters. Good commands to forget and to embed again are select's alone to carry out or to refuse.
 */
final class SelectProcessor extends ContextualProcessor<Object, Object, Object, Object> {
    private final Topics topics;
    private final CollectConfig config;
    private final Clock clock;
    private final IncomingDecoder<TaskSpec> tasks;
    private final IncomingDecoder<Command> commands;
    private final TaskPlace place;
    private SelectTasks state;

    SelectProcessor(Topics topics, CollectConfig config, PartitionCounts partitions, Clock clock) {
        this.topics = topics;
        this.config = config;
        this.clock = clock;
        this.tasks = new IncomingDecoder<>(topics.tasks());
        this.commands = new IncomingDecoder<>(topics.commands());
        this.place = new TaskPlace(topics, partitions);
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        state = new SelectTasks(context, config);
        state.tasks().forEach(task -> publish(task, clock.millis()));
    }

    @Override
    public void process(Record<Object, Object> record) {
        if (record.value() instanceof CollectedItem item) {
            if (item.getContent() instanceof MatchedCorrection matched) {
                correction(matched, record.timestamp());
            } else {
                sample((SampledFeature) item.getContent(), record.timestamp());
            }
            return;
        }
        byte[] key = (byte[]) record.key();
        byte[] value = (byte[]) record.value();
        SourcePosition at = StreamsRecords.position(context(), record);
        if (at.topic().equals(topics.tasks().name())) {
            if (isAtMost(record, TaskRules.LARGEST)) {
                task(tasks.decode(key, value), at);
            }
        } else if (isAtMost(record, StreamsRecords.LARGEST_COMMAND)) {
            command(record, commands.decode(key, value), at);
        }
    }

    private static boolean isAtMost(Record<Object, Object> record, int maxBytes) {
        Record<byte[], byte[]> bytes =
                new Record<>((byte[]) record.key(), (byte[]) record.value(), 0, record.headers());
        return StreamsRecords.tooLarge(bytes, maxBytes).isEmpty();
    }

    private void task(Incoming<TaskSpec> incoming, SourcePosition at) {
        if (incoming.isRefused() || place.problem(incoming.key(), at).isPresent()) {
            return;
        }
        if (incoming.value() == null) {
            end(incoming.key(), at.timestamp());
        } else if (TaskRules.problem(incoming.key(), incoming.value()).isEmpty()) {
            state.configure(incoming.value());
            publish(incoming.key(), at.timestamp());
        }
    }

    private void end(String task, long timestamp) {
        if (state.spec(task) == null) {
            return;
        }
        for (String imageId : state.sampledImages(task)) {
            forwardSample(task, imageId, null, timestamp);
        }
        state.forgetWords(task, word -> true);
        publish(task, timestamp);
        state.end(task);
    }

    private void command(Record<Object, Object> record, Incoming<Command> incoming, SourcePosition at) {
        Command command = incoming.value();
        if (command == null
                || !RetrainCommands.isForSelect(command)
                || RetrainCommands.problem(incoming.key(), command).isPresent()
                || place.problem(command.getTask(), at).isPresent()) {
            return;
        }
        if (state.spec(command.getTask()) == null) {
            String message = RetrainCommands.unknown(command.getTask());
            Record<byte[], byte[]> original =
                    new Record<>((byte[]) record.key(), (byte[]) record.value(), record.timestamp(), record.headers());
            context()
                    .forward(
                            StreamsRecords.deadLetter(
                                    original, Stage.SELECT, Reason.REJECTED_COMMAND, message, at, clock),
                            CollectTopology.SELECT_DEAD_LETTERS);
            return;
        }
        if (command.getKind() == CommandKind.FORGET) {
            forget(command, at.timestamp());
        } else {
            command.getEmbeddings().forEach(embedding -> state.add(command.getTask(), embedding));
        }
        finish(command, at.timestamp());
    }

    private void forget(Command command, long timestamp) {
        String task = command.getTask();
        Instant now = clock.instant();
        Instant upTo = command.getAt().isAfter(now) ? now : command.getAt();
        if (command.getImageId() != null) {
            state.forgetImage(task, command.getImageId(), upTo);
            if (state.forgetSampled(task, command.getImageId())) {
                forwardSample(task, command.getImageId(), null, timestamp);
            }
        }
        if (command.getAnnotator() != null) {
            state.forgetAnnotator(task, command.getAnnotator(), upTo);
        }
    }

    /** Publishes what a command has changed, and behind it that this was all. */
    private void finish(Command command, long timestamp) {
        SelectMark mark = SelectMark.of(command);
        publish(command.getTask(), timestamp, mark);
        Record<String, Example> done = new Record<>(command.getTask(), null, timestamp, mark.headers());
        context().forward(done, CollectTopology.BUFFER);
    }

    private void correction(MatchedCorrection matched, long timestamp) {
        LiveCorrection word = matched.getWord();
        TaskSpec spec = state.spec(word.getTask());
        if (spec == null) {
            refuse(matched, Reason.UNKNOWN_TASK, "task '" + word.getTask() + "' is unknown");
            return;
        }
        if (word.getKind() == CorrectionKind.LABEL
                && TaskRules.labelOf(spec, word.getLabel()).isEmpty()) {
            refuse(
                    matched,
                    Reason.UNKNOWN_LABEL,
                    "label '" + word.getLabel() + "' is none of task '" + word.getTask() + "': "
                            + TaskRules.labels(spec)
                            + TaskPrompts.labelOf(spec, word.getLabel())
                                    .map(label -> "; it is a synonym of '" + label
                                            + "', and a correction names the class by its label")
                                    .orElse(""));
            return;
        }
        Optional<String> backbone = state.otherBackbone(word);
        if (backbone.isPresent()) {
            refuse(
                    matched,
                    Reason.WRONG_MODEL,
                    "the feature comes from backbone " + word.getModelId() + ", examples are taken from "
                            + backbone.get() + " alone");
            return;
        }
        // No dead letter: it would keep what is to be forgotten.
        if (state.isForgotten(word)) {
            return;
        }
        SelectWord taken = state.add(word);
        if (taken.last()) {
            publish(word.getTask(), timestamp);
        }
        if (taken.disagreement() != null) {
            ReviewItem item = SelectReview.item(taken.disagreement());
            context().forward(new Record<>(word.getImageId(), item, timestamp), CollectTopology.REVIEW);
        }
    }

    private void sample(SampledFeature feature, long timestamp) {
        if (state.spec(feature.getTask()) == null) {
            return;
        }
        SelectSample.Offer offer = state.offer(feature);
        for (SelectSample.Entry left : offer.displaced()) {
            forwardSample(feature.getTask(), left.imageId(), null, timestamp);
        }
        if (offer.taken()) {
            forwardSample(feature.getTask(), feature.getImageId(), feature, timestamp);
        }
    }

    private void publish(String task, long timestamp) {
        publish(task, timestamp, null);
    }

    private void publish(String task, long timestamp, SelectMark mark) {
        for (SelectChange change : state.changes(task)) {
            String key = TaskKeys.within(task, change.imageId());
            Record<String, Example> record = new Record<>(key, change.example(), timestamp);
            if (change.example() == null) {
                SelectCause cause = change.withdrawn() ? SelectCause.WITHDRAWN : SelectCause.DISPLACED;
                Headers headers = cause.headers();
                if (mark != null && mark.isAnswered() && change.withdrawn()) {
                    mark.name(headers);
                }
                record = record.withHeaders(headers);
            }
            context().forward(record, CollectTopology.BUFFER);
        }
    }

    private void forwardSample(String task, String imageId, SampledFeature feature, long timestamp) {
        context().forward(new Record<>(TaskKeys.within(task, imageId), feature, timestamp), CollectTopology.SAMPLE);
    }

    private void refuse(MatchedCorrection matched, Reason reason, String message) {
        Record<byte[], byte[]> letter =
                CollectOriginals.deadLetter(matched.getOriginal(), Stage.SELECT, reason, message, clock.millis());
        context().forward(letter, CollectTopology.SELECT_DEAD_LETTERS);
    }
}
