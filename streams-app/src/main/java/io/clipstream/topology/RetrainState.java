package io.clipstream.topology;

import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.SampledFeature;
import io.clipstream.schemas.TaskLedger;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.schemas.VersionEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The tasks of one partition, kept in step with the changelogged stores they are rebuilt from. Belongs to one thread. */
final class RetrainState {
    private final KeyValueStore<String, TaskSpec> specs;
    private final KeyValueStore<String, TaskLedger> ledgers;
    private final KeyValueStore<String, AdapterVersion> heads;
    private final KeyValueStore<String, Example> examples;
    private final KeyValueStore<String, SampledFeature> samples;
    private final KeyValueStore<String, VersionEntry> versions;
    private final KeyValueStore<String, Long> commands;
    private final RetrainPace pace;
    private final Map<String, RetrainTask> tasks = new TreeMap<>();

    RetrainState(ProcessingContext context, RetrainPace pace) {
        this.pace = pace;
        specs = context.getStateStore(RetrainStores.TASKS);
        ledgers = context.getStateStore(RetrainStores.LEDGERS);
        heads = context.getStateStore(RetrainStores.HEADS);
        examples = context.getStateStore(RetrainStores.EXAMPLES);
        samples = context.getStateStore(RetrainStores.SAMPLE);
        versions = context.getStateStore(RetrainStores.VERSIONS);
        commands = context.getStateStore(RetrainStores.COMMANDS);
        each(specs, (key, spec) -> task(key).spec = spec);
        each(ledgers, (key, ledger) -> task(key).ledger = ledger);
        each(heads, (key, head) -> task(key).head = head(head));
        each(examples, (key, example) -> task(example.getTask())
                .examples()
                .put(example.getImageId(), RetrainExample.of(example)));
        each(samples, (key, feature) -> task(feature.getTask()).sample().put(feature));
        each(versions, (key, entry) -> task(entry.getTask()).versions().put(entry.getVersion(), entry));
    }

    Collection<RetrainTask> tasks() {
        return tasks.values();
    }

    /** The task of that name, known or not. */
    RetrainTask task(String name) {
        return tasks.computeIfAbsent(name, known -> new RetrainTask(known, pace));
    }

    /** The task of that name for what cannot make it known: where it is not, an empty one that nobody keeps. */
    RetrainTask known(String name) {
        RetrainTask task = tasks.get(name);
        return task == null ? new RetrainTask(name, pace) : task;
    }

    void put(TaskSpec spec) {
        task(spec.getTask()).spec = spec;
        specs.put(spec.getTask(), spec);
    }

    void update(RetrainTask task, UnaryOperator<TaskLedger.Builder> change) {
        task.ledger = change.apply(TaskLedger.newBuilder(task.ledger)).build();
        ledgers.put(task.name(), task.ledger);
    }

    void put(RetrainTask task, ClassHead head, AdapterVersion zeroShot) {
        task.head = head;
        heads.put(task.name(), zeroShot);
    }

    /** The version that the task's head was published as; null before the first. */
    AdapterVersion zeroShot(RetrainTask task) {
        return heads.get(task.name());
    }

    void put(RetrainTask task, RetrainExample example) {
        String imageId = example.example().getImageId();
        task.examples().put(imageId, example);
        examples.put(TaskKeys.within(task.name(), imageId), example.example());
    }

    void removeExample(RetrainTask task, String imageId) {
        task.examples().remove(imageId);
        examples.delete(TaskKeys.within(task.name(), imageId));
    }

    void put(RetrainTask task, SampledFeature feature) {
        task.sample().put(feature);
        samples.put(TaskKeys.within(task.name(), feature.getImageId()), feature);
    }

    /** Takes an image out of the sample; returns whether it was in. */
    boolean removeSampled(RetrainTask task, String imageId) {
        boolean was = task.sample().remove(imageId);
        if (was) {
            samples.delete(TaskKeys.within(task.name(), imageId));
        }
        return was;
    }

    /** The sample that a fit of this method would learn from now; empty where it takes none. */
    UnlabelledSample sample(RetrainTask task, String method) {
        return RetrainMethods.takesSample(method, task.spec.getOptions()) ? sample(task) : UnlabelledSample.EMPTY;
    }

    /** The sample that a fit of the task would learn from now; empty where it is too small to tell anything. */
    UnlabelledSample sample(RetrainTask task) {
        return task.sample().drawn(task.head, imageId -> samples.get(TaskKeys.within(task.name(), imageId)));
    }

    void put(VersionEntry entry) {
        task(entry.getTask()).versions().put(entry.getVersion(), entry);
        versions.put(TaskKeys.within(entry.getTask(), entry.getVersion()), entry);
    }

    void removeVersion(RetrainTask task, long version) {
        task.versions().remove(version);
        versions.delete(TaskKeys.within(task.name(), version));
    }

    /**
     * Drops everything of a task but its ledger, which keeps the version numbers. Examples and sampled features leave by
     * select's tombstones.
     */
    void end(RetrainTask task) {
        task.spec = null;
        task.head = null;
        task.dropHead();
        task.refusedRevision = null;
        task.dropWork();
        specs.delete(task.name());
        heads.delete(task.name());
        update(task, ledger -> ledger.setRevision("")
                .setZeroShot(null)
                .setChampion(null)
                .setPinned(null)
                .setAttempted("")
                .setAttemptedExamples(0)
                .setAttemptedSampleSize(0)
                .setBase(null)
                .setForgetting(List.of())
                .setSides(List.of())
                .setPrequential(ByteBuffer.allocate(0))
                .setChallenged(""));
    }

    /** Notes a command; returns whether it is new. */
    boolean isNew(String task, String commandId, long now) {
        return commands.putIfAbsent(TaskKeys.within(task, commandId), now) == null;
    }

    void forgetCommandsBefore(long time) {
        List<String> old = new ArrayList<>();
        each(commands, (key, at) -> {
            if (at < time) {
                old.add(key);
            }
        });
        old.forEach(commands::delete);
    }

    private static ClassHead head(AdapterVersion zeroShot) {
        try {
            return AdapterRecords.head(zeroShot);
        } catch (InvalidAdapterException e) {
            throw new IllegalStateException("the stored head of task " + zeroShot.getTask() + " is damaged", e);
        }
    }

    private static <T> void each(KeyValueStore<String, T> store, BiConsumer<String, T> use) {
        try (KeyValueIterator<String, T> all = store.all()) {
            all.forEachRemaining(entry -> use.accept(entry.key, entry.value));
        }
    }
}
