package io.clipstream.loadtest.crash;

import io.clipstream.app.quickstart.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Process of one broker of the harness's cluster: Kafka itself, in KRaft mode, broker and controller in one. */
final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: state folder, then pairs of a Kafka setting and its value. */
    public static void main(String[] args) throws InterruptedException {
        ParentWatch.start();
        Map<String, String> settings = IntStream.range(0, args.length / 2)
                .boxed()
                .collect(Collectors.toMap(i -> args[2 * i + 1], i -> args[2 * i + 2]));
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
        Thread.currentThread().join();
    }
}
