package io.clipstream.loadtest.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TopicReader;
import io.clipstream.loadtest.cli.ConnectionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream-load record}: the gaps between a topic's records, for {@code run --shape replay}. */
@Command(
        name = "record",
        description = {
            "Writes the gaps between the records of a running system's topic, by their timestamps over all partitions,"
                    + " in",
            "milliseconds, one a line: a load that 'run --shape replay --gaps FILE' sends again."
        },
        mixinStandardHelpOptions = true)
public final class RecordCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection;

    @Parameters(index = "0", paramLabel = "FILE", description = "Where the gaps go, over what is there.")
    private Path file;

    @Option(names = "--topic", paramLabel = "NAME", description = "Topic to look at; the images topic without it.")
    private String topic;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "At most so many of the latest records of each partition (default: ${DEFAULT-VALUE}).")
    private int last = 100_000;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!connection.isRemote()) {
            throw new RefusedException("a running system is wanted: give --bootstrap-servers or --config");
        }
        Deployment deployment = connection.deployment();
        String name = topic == null ? deployment.topics().images().name() : topic;
        List<Arrival> arrivals = new ArrayList<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromLast(last, name);
            reader.drain(record -> arrivals.add(new Arrival(record.partition(), record.offset(), record.timestamp())));
        }
        List<Long> times = whole(arrivals);
        if (times.isEmpty()) {
            throw new RefusedException("topic '" + name + "' has no records");
        }
        Files.write(file, gaps(times));
        spec.commandLine().getOut().printf("%,d gaps of topic '%s' in %s%n", times.size(), name, file);
        return 0;
    }

    /** A record's place and its time in milliseconds. */
    record Arrival(int partition, long offset, long millis) {}

    /**
     * Times from where all partitions are there: with the last records of each, a busy partition begins later than others,
     * and before that the load would look smaller than it was.
     */
    static List<Long> whole(List<Arrival> arrivals) {
        Map<Integer, Arrival> first = new HashMap<>();
        arrivals.forEach(arrival -> first.putIfAbsent(arrival.partition(), arrival));
        long from = first.values().stream()
                .filter(arrival -> arrival.offset() > 0)
                .mapToLong(Arrival::millis)
                .max()
                .orElse(Long.MIN_VALUE);
        return arrivals.stream()
                .map(Arrival::millis)
                .filter(millis -> millis >= from)
                .toList();
    }

    /** The first record is due at once. */
    static List<String> gaps(List<Long> millis) {
        List<Long> times = new ArrayList<>(millis);
        Collections.sort(times);
        List<String> gaps = new ArrayList<>();
        long before = times.get(0);
        for (long time : times) {
            gaps.add(Long.toString(time - before));
            before = time;
        }
        return gaps;
    }
}
