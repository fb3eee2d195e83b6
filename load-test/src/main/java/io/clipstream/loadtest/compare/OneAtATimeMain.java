package io.clipstream.loadtest.compare;

import io.clipstream.clip.ClipModel;
import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.LoadOptions;
import io.clipstream.clip.Precision;
import io.clipstream.loadtest.crash.ParentWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Process of a Kafka Streams application that scores inside {@code process()}, one record at a time. */
final class OneAtATimeMain {
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private OneAtATimeMain() {}

    /** Arguments: brokers, application id, state folder, input topic, output topic, model, precision, stream threads. */
    public static void main(String[] args) throws Exception {
        ParentWatch.start();
        LoadOptions options = LoadOptions.imageTower().with(Precision.of(args[6]), DeviceChoice.CPU);
        ClipModel model = ClipModel.load(Path.of(args[5]), options);
        Topology topology = topology(args[3], args[4], model);
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, args[1]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, args[2]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.parseInt(args[7]));
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Arena.COMMIT_MILLIS);
        KafkaStreams streams = new KafkaStreams(topology, new StreamsConfig(settings));
        CountDownLatch ended = new CountDownLatch(1);
        streams.setUncaughtExceptionHandler(error -> {
            error.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
        });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            streams.close(CLOSE);
                            ended.countDown();
                        },
                        "shutdown"));
        streams.start();
        ended.await();
    }

    private static Topology topology(String input, String output, ClipModel model) {
        Topology topology = new Topology();
        topology.addSource("images", new ByteArrayDeserializer(), new ByteArrayDeserializer(), input);
        topology.addProcessor("score", () -> new OneAtATime(model), "images");
        topology.addSink("predictions", output, new ByteArraySerializer(), new ByteArraySerializer(), "score");
        return topology;
    }
}
