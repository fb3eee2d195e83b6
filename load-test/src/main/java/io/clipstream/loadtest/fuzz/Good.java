package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.InlineImage;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** Good records of every topic, from which the broken ones are made; one thread. */
final class Good {
    /** Tasks that may come to harm. */
    static final List<String> VICTIMS = List.of("fuzz-a", "fuzz-b");

    private static final List<String> LABELS = List.of("forest", "river", "houses");

    private final Deployment deployment;
    private final Random random;
    private final Pictures pictures;
    private final String safeTask;
    private final List<byte[]> predictions = new ArrayList<>();
    private final List<byte[]> versions = new ArrayList<>();

    /** A good record; whoever asked for it may change the value. */
    record Pair(byte[] key, SpecificRecord value) {}

    Good(Deployment deployment, Random random, Pictures pictures, String safeTask) {
        this.deployment = deployment;
        this.random = random;
        this.pictures = pictures;
        this.safeTask = safeTask;
    }

    /** A task that may come to harm, as it is at first. */
    static TaskSpec task(String name) {
        return TaskSpec.newBuilder()
                .setTask(name)
                .setClasses(LABELS.stream()
                        .map(label -> new TaskClass(label, List.of(label, "the " + label), List.of(), List.of()))
                        .toList())
                .setTemplates(List.of("a photo of {}.", "{} from above"))
                .setPolicy(ScoringPolicy.newBuilder().build())
                .setAppliedBy("fuzz")
                .setAppliedAt(Instant.now())
                .build();
    }

    /** A prediction as the scorer wrote it: corrections speak of its image. */
    void prediction(byte[] value) {
        predictions.add(value);
    }

    /** A version as the retrain role wrote it. */
    void version(byte[] value) {
        versions.add(value);
    }

    Pair next(Target target, int number) {
        String task = VICTIMS.get(random.nextInt(VICTIMS.size()));
        return switch (target) {
            case IMAGES -> pair("image-" + number, image(task));
            case CORRECTIONS -> correction(random.nextBoolean() ? safeTask : task, number);
            case TASKS -> pair(task, task(task));
            case COMMANDS -> pair(task, command(task));
            case ADAPTERS -> adapter(task);
            case BUFFER -> pair(task + "/" + "shot-" + number, example(task, "shot-" + number));
            case PREDICTIONS -> pair("forged-" + number, forged(task));
        };
    }

    private ImageEvent image(String task) {
        return ImageEvent.newBuilder()
                .setTask(task)
                .setEventTime(Instant.now())
                .setContent(new InlineImage(ByteBuffer.wrap(pictures.any())))
                .setMediaType(random.nextBoolean() ? "image/png" : null)
                .setSource("camera-" + random.nextInt(10))
                .build();
    }

    /** Of one of the images that were scored at the beginning, or of one that was not. */
    private Pair correction(String task, int number) {
        boolean known = random.nextInt(5) > 0;
        int kind = random.nextInt(10);
        Correction correction = Correction.newBuilder()
                .setCorrectionId(new UUID(random.nextLong(), random.nextLong()))
                .setTask(task)
                .setKind(
                        kind > 1
                                ? CorrectionKind.LABEL
                                : kind == 1 ? CorrectionKind.NONE_OF_THESE : CorrectionKind.WITHDRAWAL)
                .setLabel(kind > 1 ? LABELS.get(random.nextInt(LABELS.size())) : null)
                .setOrigin(CorrectionOrigin.AUDIT)
                .setAnnotator("annotator-" + number)
                .setEventTime(Instant.now())
                .setPrediction(random.nextInt(4) == 0 ? prediction().getImage() : null)
                .build();
        return pair(known ? FuzzRun.seedImage(random.nextInt(FuzzRun.SEED_IMAGES)) : "nobody-" + number, correction);
    }

    private Command command(String task) {
        CommandKind kind = CommandKind.values()[1 + random.nextInt(CommandKind.values().length - 1)];
        Command.Builder command = Command.newBuilder()
                .setCommandId(new UUID(0, random.nextInt(100_000)))
                .setTask(task)
                .setKind(kind)
                .setActor("fuzz")
                .setAt(Instant.now());
        switch (kind) {
            case FORGET ->
                command.setImageId("shot-" + random.nextInt(100)).setAnnotator(random.nextBoolean() ? "fuzz" : null);
            case REEMBED -> command.setEmbeddings(List.of(embedding(), embedding()));
            case RETIRE -> command.setModelId(prediction().getModelId());
            case IMPORT -> command.setImported((AdapterVersion) anyVersion().getContent());
            default -> command.setVersion((long) random.nextInt(5));
        }
        return command.build();
    }

    private Embedding embedding() {
        Prediction prediction = prediction();
        boolean found = random.nextInt(4) > 0;
        return Embedding.newBuilder()
                .setImageId("shot-" + random.nextInt(100))
                .setModelId(prediction.getModelId())
                .setFeature(found ? prediction.getFeature() : null)
                .setZeroShotMargin(found ? 0.5f : null)
                .setEmbeddedAt(Instant.now())
                .build();
    }

    private Pair adapter(String task) {
        if (random.nextBoolean()) {
            ChampionPointer pointer = new ChampionPointer(
                    task,
                    (long) random.nextInt(4),
                    "another",
                    Instant.now(),
                    "fuzz",
                    ScoringPolicy.newBuilder().build(),
                    null);
            return pair(task, new AdapterRecord(pointer));
        }
        AdapterRecord record = anyVersion();
        AdapterVersion version = (AdapterVersion) record.getContent();
        // Not a number that retrain gives soon: nothing says that it is not its own.
        version.put("task", task);
        version.put("version", 1_000_000L + random.nextInt(100));
        return pair(task + "/" + version.getVersion(), record);
    }

    private AdapterRecord anyVersion() {
        return deployment
                .topics()
                .adapters()
                .values()
                .deserializer()
                .deserialize("", versions.get(random.nextInt(versions.size())));
    }

    private Example example(String task, String imageId) {
        Prediction prediction = prediction();
        return Example.newBuilder()
                .setTask(task)
                .setImageId(imageId)
                .setLabel(LABELS.get(random.nextInt(LABELS.size())))
                .setFeature(prediction.getFeature())
                .setModelId(prediction.getModelId())
                .setZeroShotMargin(0.5f)
                .setCorrectionId(new UUID(random.nextLong(), random.nextLong()))
                .setAnnotator("fuzz")
                .setOrigin(CorrectionOrigin.SPONTANEOUS)
                .setCorrectedAt(Instant.now())
                .setImage(prediction.getImage())
                .setSource(null)
                .build();
    }

    private Prediction forged(String task) {
        Prediction prediction = prediction();
        prediction.put("task", task);
        return prediction;
    }

    private Prediction prediction() {
        return deployment
                .topics()
                .predictions()
                .values()
                .deserializer()
                .deserialize("", predictions.get(random.nextInt(predictions.size())));
    }

    private static Pair pair(String key, SpecificRecord value) {
        return new Pair(key.getBytes(StandardCharsets.UTF_8), value);
    }
}
