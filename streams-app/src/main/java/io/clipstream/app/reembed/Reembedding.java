package io.clipstream.app.reembed;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.app.client.BufferView;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.claim.ImageStore;
import io.clipstream.clip.Backbone;
import io.clipstream.schemas.Embedding;
import io.clipstream.schemas.Example;
import io.clipstream.topology.RecordFetcher;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Embeds the source images of a task's examples by another backbone, and has the collect role take the features in the place
 * of those that the examples have; one thread.
 *
 * <p>The buffer holds the chosen examples; as these move to the other backbone's places, others come up from among all that
 * was ever said. So it goes in rounds, until none comes up that was not tried. Nothing is kept here: what was broken off goes
 * on where it was when it is run again.
 */
public final class Reembedding implements AutoCloseable {
    private static final int BATCH = 32;

    private final Deployment deployment;
    private final ImageTower tower;
    private final SourceImages sources;
    private final Request request;
    private final Clock clock;

    /**
     * How it is done.
     *
     * @param dryRun whether images are only looked for
     * @param timeout longest wait for another role
     */
    public record Request(boolean dryRun, String actor, Duration timeout) {}

    /**
     * Makes an encoder; fetcher and store are closed by the caller.
     *
     * @param backbone that embeds
     */
    public Reembedding(
            Deployment deployment,
            Backbone backbone,
            RecordFetcher fetcher,
            ImageStore store,
            Request request,
            Clock clock) {
        this.deployment = deployment;
        this.tower = new ImageTower(backbone);
        this.sources = new SourceImages(deployment.topics().images(), fetcher, store);
        this.request = request;
        this.clock = clock;
    }

    /**
     * Carries it out for one task.
     *
     * @param progress hears the task and how many of its examples were looked at, after each batch
     * @throws RefusedException if the task is not served by the backbone, or the collect role does not answer
     */
    public ReembedOutcome run(String task, ObjIntConsumer<String> progress) throws InterruptedException {
        try (BufferView view = new BufferView(deployment, task);
                EmbeddingDesk desk = new EmbeddingDesk(deployment, task, request.actor())) {
            ZeroShotMargins margins =
                    request.dryRun() ? null : ZeroShotMargins.await(deployment, task, tower, request.timeout());
            int already = (int) view.refresh().stream().filter(this::isDone).count();
            Set<String> tried = new HashSet<>();
            Map<String, ReembedOutcome.Missing> missing = new TreeMap<>();
            for (List<Example> due = due(view, tried); !due.isEmpty(); due = due(view, tried)) {
                for (int from = 0; from < due.size(); from += BATCH) {
                    List<Example> batch = due.subList(from, Math.min(due.size(), from + BATCH));
                    List<Embedding> embeddings = embed(batch, margins, missing);
                    batch.forEach(example -> tried.add(example.getImageId()));
                    if (!request.dryRun()) {
                        desk.take(embeddings, request.timeout());
                    }
                    progress.accept(task, tried.size());
                }
            }
            return new ReembedOutcome(task, already, tried.size() - missing.size(), List.copyOf(missing.values()));
        }
    }

    private List<Example> due(BufferView view, Set<String> tried) {
        return view.refresh().stream()
                .filter(example -> !isDone(example) && !tried.contains(example.getImageId()))
                .toList();
    }

    private boolean isDone(Example example) {
        return example.getModelId().equals(tower.modelId());
    }

    private List<Embedding> embed(
            List<Example> batch, ZeroShotMargins margins, Map<String, ReembedOutcome.Missing> missing) {
        List<Embedding> embeddings = new ArrayList<>();
        List<Example> found = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        List<SourceImage> images = fetch(batch);
        for (int i = 0; i < batch.size(); i++) {
            if (images.get(i) instanceof SourceImage.Found image) {
                found.add(batch.get(i));
                encoded.add(image.bytes());
            } else {
                embeddings.add(gone(batch.get(i), (SourceImage.Missing) images.get(i), missing));
            }
        }
        List<ImageTower.Pixels> pixels = tower.pixels(encoded);
        List<Example> good = new ArrayList<>();
        List<byte[]> inputs = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (pixels.get(i).problem() == null) {
                good.add(found.get(i));
                inputs.add(pixels.get(i).bytes());
            } else {
                String why = pixels.get(i).problem();
                embeddings.add(gone(found.get(i), new SourceImage.Missing("NOT_AN_IMAGE", why, false), missing));
            }
        }
        if (!request.dryRun() && !good.isEmpty()) {
            List<float[]> features = tower.features(inputs);
            for (int i = 0; i < good.size(); i++) {
                embeddings.add(embedding(good.get(i), features.get(i), margins.of(features.get(i))));
            }
        }
        return embeddings;
    }

    private List<SourceImage> fetch(List<Example> batch) {
        List<CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>> records =
                batch.stream().map(sources::read).toList();
        List<SourceImage> images = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            try {
                images.add(sources.image(batch.get(i), records.get(i).join()));
            } catch (CompletionException e) {
                // The brokers', or the store's, and nothing about the image.
                throw new RefusedException(
                        "image '" + batch.get(i).getImageId() + "' cannot be read now: " + e.getCause(), e);
            }
        }
        return images;
    }

    private Embedding gone(Example example, SourceImage.Missing why, Map<String, ReembedOutcome.Missing> missing) {
        missing.put(
                example.getImageId(),
                new ReembedOutcome.Missing(
                        example.getImageId(), example.getModelId(), why.reason(), why.message(), why.passing()));
        return embedding(example, null, null);
    }

    private Embedding embedding(Example example, float[] feature, Float margin) {
        return Embedding.newBuilder()
                .setImageId(example.getImageId())
                .setModelId(tower.modelId())
                .setFeature(feature == null ? null : ByteBuffer.wrap(HalfFloats.toBytes(feature)))
                .setZeroShotMargin(margin)
                .setEmbeddedAt(after(example))
                .build();
    }

    /** Now; but a scorer's clock may be ahead, and what was made last counts. */
    private Instant after(Example example) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant made = example.getPredicted() == null
                ? Instant.EPOCH
                : example.getPredicted().getPredictedAt();
        return made.isBefore(now) ? now : made.plusMillis(1);
    }

    @Override
    public void close() {
        tower.close();
    }
}
