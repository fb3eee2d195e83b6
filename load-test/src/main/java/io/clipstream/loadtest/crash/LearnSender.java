package io.clipstream.loadtest.crash;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.Coordinates;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelProbability;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Timings;
import io.clipstream.schemas.ZeroShotView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Plays a script at a set pace: predictions in the scorers' place, and corrections; one thread, but for {@link #stop}. */
final class LearnSender implements Runnable {
    /** Nobody looks there: the same for every deployment, so that their examples can be compared. */
    private static final String IMAGES = "images";

    private final Deployment deployment;
    private final LearnScript script;
    private final double perSecond;
    private final Map<Integer, Coordinates> places = new ConcurrentHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile int images;
    private volatile int begun;

    /**
     * A sender that goes on until it is stopped, or ends after {@code images}.
     *
     * @param perSecond images a second
     */
    LearnSender(Deployment deployment, LearnScript script, double perSecond, int images) {
        this.deployment = deployment;
        this.script = script;
        this.perSecond = perSecond;
        this.images = images;
    }

    @Override
    public void run() {
        try (Producer<String, Prediction> predictions =
                        PatientProducers.of(deployment, deployment.topics().predictions());
                Producer<String, Correction> corrections =
                        PatientProducers.of(deployment, deployment.topics().corrections())) {
            long begin = System.nanoTime();
            for (int step = 0; step < images + LearnScript.LATEST; step++) {
                long due = begin + (long) (step * 1e9 / perSecond);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                if (step < images) {
                    // Begun: from here on its story is told to the end.
                    begun = step + 1;
                }
                play(step, predictions, corrections);
            }
        }
    }

    private void play(int step, Producer<String, Prediction> predictions, Producer<String, Correction> corrections) {
        for (int image = Math.max(0, step - LearnScript.LATEST); image < begun && image <= step; image++) {
            LearnScript.Story story = script.story(image);
            if (story.predictedAt() == step) {
                send(predictions, image);
            }
            for (LearnScript.Word word : story.words()) {
                if (word.step() == step) {
                    send(corrections, word);
                }
            }
        }
    }

    private void send(Producer<String, Prediction> producer, int image) {
        String topic = deployment.topics().predictions().name();
        producer.send(new ProducerRecord<>(topic, NumberedImages.id(image), prediction(image)), (at, failure) -> {
            if (failure == null) {
                places.put(
                        image,
                        new Coordinates(topic, at.partition(), at.offset(), Instant.ofEpochMilli(at.timestamp())));
            }
        });
    }

    private void send(Producer<String, Correction> producer, LearnScript.Word word) {
        Coordinates place = word.placed() ? places.get(word.image()) : null;
        Correction correction =
                Correction.newBuilder(word.correction()).setPrediction(place).build();
        String topic = deployment.topics().corrections().name();
        producer.send(new ProducerRecord<>(topic, NumberedImages.id(word.image()), correction), (at, failure) -> {
            if (failure == null) {
                sent.incrementAndGet();
            }
        });
    }

    /** As a scorer would say it; everything in it that matters depends on the number alone. */
    private Prediction prediction(int image) {
        String label = Setup.label(LearnScript.classOf(image));
        // One period of the feature sample, whenever it is played.
        Instant time = LearnScript.BEGIN;
        return Prediction.newBuilder()
                .setTask(LearnScript.task(image))
                .setAdapterVersion(1L)
                .setModelId(OneHotModel.MODEL_ID)
                .setTop(List.of(new LabelProbability(label, 0.9f)))
                .setDecision(Decision.ACCEPTED)
                .setMargin(0.8f)
                .setZeroShot(new ZeroShotView(label, zeroShotMargin(image)))
                .setFeature(ByteBuffer.wrap(feature(image)))
                .setImage(new Coordinates(IMAGES, 0, (long) image, Instant.EPOCH))
                .setEventTime(time)
                .setSource(source(image))
                .setPredictedAt(time)
                .setTimings(new Timings(0L, 0L, 0L, 0L, 1))
                .build();
    }

    /** How sure plain CLIP is of it; few values, so that many are equal. */
    static float zeroShotMargin(int image) {
        return image % 4 / 4f;
    }

    /** What it comes from; null for some. */
    static String source(int image) {
        return image % 5 == 0 ? null : "camera-" + image % 5;
    }

    /** A feature of length 1 near its class's own direction. */
    static byte[] feature(int image) {
        SplittableRandom random = new SplittableRandom(image);
        float[] values = new float[OneHotModel.CLASSES];
        double square = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 0.4) + (i == LearnScript.classOf(image) ? 1 : 0);
            square += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) Math.sqrt(square);
        }
        return HalfFloats.toBytes(values);
    }

    /** Begins no further image; {@link #run} still tells the stories that have begun, and waits for every answer. */
    void stop() {
        images = begun;
    }

    /** Images whose story has begun. */
    int images() {
        return begun;
    }

    /** Corrections that the brokers took. */
    long sent() {
        return sent.get();
    }
}
