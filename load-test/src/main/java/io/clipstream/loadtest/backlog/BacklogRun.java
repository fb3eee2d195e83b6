package io.clipstream.loadtest.backlog;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.LocalServices;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.loadtest.simulated.LargeJpeg;
import io.clipstream.schemas.Prediction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One backlog run on brokers of its own: fills the topic, then scores it in one process and watches its memory. */
final class BacklogRun {
    private static final String TASK = "backlog";
    private static final Duration START = Duration.ofMinutes(5);
    /** Without a new prediction, what is missing is lost. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofMillis(500);
    /** What came not twice by then will not. */
    private static final Duration QUIET = Duration.ofSeconds(3);
    /** Classes are loaded, code is compiled and the heap finds its size in the first part of a run. */
    private static final double WARM_UP_SHARE = 0.25;

    private static final double LIMIT = 1.1;
    private static final int PICTURES = 4;

    private final BacklogOptions options;
    private final LocalServices services;
    private final Path state;
    private final PrintWriter log;
    private final BacklogLedger ledger = new BacklogLedger();
    private final MemoryTrack track = new MemoryTrack();

    BacklogRun(BacklogOptions options, LocalServices services, Path state, PrintWriter log) {
        this.options = options;
        this.services = services;
        this.state = state;
        this.log = log;
    }

    MemoryTrack track() {
        return track;
    }

    BacklogResult run() throws IOException, InterruptedException, CheckpointException {
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs("harness"))));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        publishFirstVersion(deployment);
        long bytes = fill(deployment);
        try (ScorerProcess scorer = ScorerProcess.start(options, state.resolve("scorer.log"), pairs("scorer"));
                TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(
                    deployment.topics().predictions().name(),
                    deployment.topics().deadLetters().name());
            double seconds = watch(deployment, scorer, reader);
            return result(bytes / options.images(), seconds);
        }
    }

    private List<String> pairs(String process) {
        return List.of(
                "kafka.bootstrap.servers=" + services.bootstrapServers(),
                "schema.registry.url=" + services.registryUrl(),
                "topics.partitions=" + options.partitions(),
                "topics.learning.partitions=1",
                "state.directory=" + state.resolve(process),
                "http.enabled=false");
    }

    private void publishFirstVersion(Deployment deployment) throws CheckpointException {
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node trainer = Node.start(deployment, EnumSet.of(Role.RETRAIN), model, metrics)) {
            trainer.awaitReady(START);
            String task = "{\"task\":\"" + TASK + "\",\"classes\":[\"forest\",\"river\"]}";
            new TaskDesk(deployment).apply(TaskFile.parse("backlog", task, "backlog", Instant.now()), START);
        }
    }

    /** Queues all images; returns their bytes. */
    private long fill(Deployment deployment) {
        byte[][] pictures = new byte[Math.min(PICTURES, options.images())][];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = LargeJpeg.draw(options.width(), options.height(), options.imageBytes(), i);
        }
        long bytes = 0;
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        try (ImagePublisher publisher = new ImagePublisher(deployment)) {
            for (int i = 0; i < options.images(); i++) {
                byte[] picture = pictures[i % pictures.length];
                CompletableFuture<?> before = last;
                last = publisher
                        .send(TASK, Integer.toString(i), picture, Instant.now(), null)
                        .thenCombine(before, (sent, ok) -> null);
                bytes += picture.length;
            }
            publisher.flush();
            last.join();
        }
        log.printf("queued %d images, %d MB%n", options.images(), bytes >> 20);
        return bytes;
    }

    /** Reads what comes and looks at memory meanwhile; returns the seconds from the first prediction to the last. */
    private double watch(Deployment deployment, ScorerProcess scorer, TopicReader reader) throws IOException {
        long begin = 0;
        long newest = System.nanoTime();
        int answered = 0;
        while (answered < options.images() && System.nanoTime() - newest < PATIENCE.toNanos()) {
            reader.await(LOOK, record -> enter(deployment, record));
            long now = System.nanoTime();
            begin = begin == 0 && ledger.answered() > 0 ? now : begin;
            newest = ledger.answered() > answered ? now : newest;
            answered = ledger.answered();
            ScorerProcess.Look look = scorer.look();
            if (begin != 0) {
                track.add((now - begin) / 1e9, look, answered);
            }
        }
        reader.await(QUIET, record -> enter(deployment, record));
        return begin == 0 ? 0 : (newest - begin) / 1e9;
    }

    /** Never the last. */
    private boolean enter(Deployment deployment, ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(deployment.topics().predictions().name())) {
            Prediction prediction = deployment
                    .topics()
                    .predictions()
                    .values()
                    .deserializer()
                    .deserialize(record.topic(), record.value());
            int number = Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8));
            ledger.predicted(number, record.partition(), prediction.getImage());
        } else {
            ledger.letter();
        }
        return false;
    }

    private BacklogResult result(long imageBytes, double seconds) {
        double warmUp = WARM_UP_SHARE * seconds;
        return new BacklogResult(
                options.images(),
                imageBytes,
                options.width() + "x" + options.height(),
                options.partitions(),
                options.heapMegabytes(),
                ledger.scored(),
                ledger.letters(),
                options.images() - ledger.answered() - ledger.letters(),
                ledger.duplicated(),
                ledger.disordered(),
                seconds,
                seconds == 0 ? 0 : ledger.answered() / seconds,
                MemoryTrack.max(track.resident),
                track.resident.growth(warmUp),
                MemoryTrack.max(track.liveHeap),
                track.liveHeap.growth(warmUp),
                MemoryTrack.max(track.direct),
                MemoryTrack.max(track.inFlight),
                LIMIT);
    }
}
