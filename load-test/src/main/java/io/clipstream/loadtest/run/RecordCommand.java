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
import java.util.List;
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
        List<Long> times = new ArrayList<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromLast(last, name);
            reader.drain(record -> times.add(record.timestamp()));
        }
        if (times.isEmpty()) {
            throw new RefusedException("topic '" + name + "' has no records");
        }
        Files.write(file, gaps(times));
        spec.commandLine().getOut().printf("%,d gaps of topic '%s' in %s%n", times.size(), name, file);
        return 0;
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
