package io.clipstream.app.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.cli.CommandLines;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.ImagePublisher;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.app.quickstart.scenes.SceneGenerator;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import io.clipstream.testing.TestDeployment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StackExtension.class)
class DlqIT {
    private static final String TASK = "late";
    private static final Set<String> GOOD = Set.of("a", "b", "c");

    @TempDir
    private Path folder;

    @Test
    void bringsRefusedImagesBackOnceAfterTheirCauseIsMended(Stack stack) throws Exception {
        Deployment deployment = TestDeployment.of(stack, folder.resolve("state"));
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        byte[] jpeg = new SceneGenerator(1).next().jpeg();
        try (ClipModel model = ClipModel.load(Installation.locate().demoModel());
                Metrics metrics = new Metrics();
                Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, metrics)) {
            // Given images of a task that nobody has applied, one of them no image at all
            node.awaitReady(Patience.LIMIT);
            publish(deployment, GOOD, jpeg);
            publish(deployment, Set.of("broken"), "no image".getBytes(UTF_8));
            List<LetterId> refused = awaitLetters(deployment, 4);
            assertThat(list(stack, "--open", "--task", TASK))
                    .hasSize(4)
                    .allMatch(line -> line.contains("\"attempts\":1"));
            assertShows(stack, deployment, jpeg);

            // When the task is applied, and a replay is killed before its commit
            var version = new TaskDesk(deployment)
                    .apply(
                            TaskFile.parse(
                                    TASK,
                                    "{\"task\": \"late\", \"classes\": [\"forest\", \"river\"]}",
                                    "it",
                                    Instant.now()),
                            Patience.LIMIT);
            node.awaitLive(TASK, version.getVersion(), Patience.LIMIT);
            try (Producer<byte[], byte[]> killed = killedBeforeItsCommit(deployment)) {
                // And a second one is run, and a third
                assertThat(replay(stack, "--all").last()).contains("\"REPLAYED\":4");
                assertThat(awaitLetters(deployment, 5)).containsAll(refused);
                String[] ids = refused.stream().map(LetterId::toString).toArray(String[]::new);
                assertThat(replay(stack, ids).last()).contains("\"REPLAYED\":0").contains("\"ALREADY_REPLAYED\":4");
                // Then what the killed one had begun is lost for good
                assertThatThrownBy(killed::commitTransaction).isInstanceOf(ProducerFencedException.class);
            }

            // And each good image is on its topic twice, once refused, and predicted once
            awaitPredictions(deployment, GOOD);
            publish(deployment, Set.of("end"), jpeg);
            awaitPredictions(deployment, Set.of("a", "b", "c", "end"));
            assertThat(counts(deployment, deployment.topics().images().name()))
                    .isEqualTo(Map.of("a", 2, "b", 2, "c", 2, "broken", 2, "end", 1));
            assertThat(counts(deployment, deployment.topics().predictions().name()))
                    .isEqualTo(Map.of("a", 1, "b", 1, "c", 1, "end", 1));

            // And the broken one is refused for the second time, and known as such
            List<String> open = list(stack, "--open");
            assertThat(open).singleElement().asString().contains("\"attempts\":2", "\"key\":\"broken\"");
            List<String> replayed = list(stack, "--replayed");
            assertThat(replayed).hasSize(4);
            assertThat(replayed.stream().filter(line -> line.contains("REFUSED_AGAIN")))
                    .singleElement()
                    .asString()
                    .contains("\"key\":\"broken\"");
            assertThat(list(stack, "--summary").toString()).contains("clipstream task apply", "UNREADABLE_IMAGE");
            assertThat(replay(stack, "--all", "--max-attempts", "2").last()).contains("\"TOO_MANY_ATTEMPTS\":1");
        }
    }

    /** What a command printed. */
    private record Printed(int code, List<String> lines) {
        String last() {
            return lines.get(lines.size() - 1);
        }
    }

    private static Printed run(Stack stack, Collection<String> words) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry", stack.registryUrl()));
        all.addAll(List.of("--set", "topics.prefix=" + stack.prefix()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isNotEqualTo(CommandLines.USAGE);
        return new Printed(code, out.toString().lines().toList());
    }

    private static Printed run(Stack stack, String command, String... words) {
        List<String> all = new ArrayList<>(List.of("dlq", command, "--json"));
        all.addAll(Arrays.asList(words));
        return run(stack, all);
    }

    private static List<String> list(Stack stack, String... words) {
        Printed printed = run(stack, "list", words);
        assertThat(printed.code()).isEqualTo(CommandLines.OK);
        return printed.lines();
    }

    private static Printed replay(Stack stack, String... words) {
        return run(stack, "replay", words);
    }

    private void assertShows(Stack stack, Deployment deployment, byte[] jpeg) throws Exception {
        LetterIndex index = new LetterDesk(deployment).read(LetterQuery.ALL, remark -> {});
        Letter letter = index.letters().stream()
                .filter(one -> one.key().equals("a"))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("image.jpg");
        Printed printed = run(stack, "show", letter.id().toString(), "--save", file.toString());
        assertThat(printed.last())
                .contains("\"reason\":\"UNKNOWN_TASK\"", "\"task\":\"late\"", "\"original\":\"in the letter\"");
        assertThat(Files.readAllBytes(file)).isEqualTo(jpeg);
    }

    private static List<LetterId> awaitLetters(Deployment deployment, int count) {
        return Patience.await()
                .until(
                        () -> new LetterDesk(deployment)
                                .read(LetterQuery.ALL, remark -> {}).letters().stream()
                                        .map(Letter::id)
                                        .toList(),
                        letters -> letters.size() == count);
    }

    private static void publish(Deployment deployment, Set<String> ids, byte[] payload) {
        try (ImagePublisher publisher = new ImagePublisher(deployment)) {
            ids.forEach(
                    id -> publisher.send(TASK, id, payload, Instant.now(), null).join());
        }
    }

    private static void awaitPredictions(Deployment deployment, Set<String> ids) {
        Set<String> missing = new HashSet<>(ids);
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(deployment.topics().predictions().name());
            assertThat(reader.await(Patience.LIMIT, record -> {
                        missing.remove(new String(record.key(), UTF_8));
                        return missing.isEmpty();
                    }))
                    .as("without prediction: " + missing)
                    .isTrue();
        }
    }

    private static Map<String, Integer> counts(Deployment deployment, String topic) {
        Map<String, Integer> counts = new TreeMap<>();
        try (TopicReader reader = new TopicReader(deployment.clients())) {
            reader.fromBeginning(topic);
            reader.drain(record -> counts.merge(new String(record.key(), UTF_8), 1, Integer::sum));
        }
        return counts;
    }

    /** A replay that has written everything, and whose process is gone before it commits: nobody closes the producer. */
    private static Producer<byte[], byte[]> killedBeforeItsCommit(Deployment deployment) {
        ReplayRun run =
                new ReplayRun(deployment, LetterQuery.ALL, new ReplayOptions(false, 100, 0, 5), (l, o, d) -> {});
        Producer<byte[], byte[]> real = deployment.clients().transactional(run.transactionalId());
        Producer<?, ?> dying = (Producer<?, ?>)
                Proxy.newProxyInstance(DlqIT.class.getClassLoader(), new Class<?>[] {Producer.class}, (p, m, args) -> {
                    if (m.getName().equals("commitTransaction")) {
                        real.flush();
                        throw new IllegalStateException("killed");
                    }
                    try {
                        return m.getName().equals("close") ? null : m.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        @SuppressWarnings("unchecked")
        Producer<byte[], byte[]> typed = (Producer<byte[], byte[]>) dying;
        assertThatThrownBy(() -> run.run(typed)).hasMessage("killed");
        return real;
    }
}
