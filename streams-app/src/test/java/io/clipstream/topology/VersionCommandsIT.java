package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.app.cli.CommandLines;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.testing.Patience;
import io.clipstream.testing.Stack;
import io.clipstream.testing.StackExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands about versions, against the learning roles on a real broker and registry. */
@ExtendWith(StackExtension.class)
class VersionCommandsIT {
    private static final String TASK = LearningRecords.TASK;
    private static final int IMAGES = 6;

    @TempDir
    private Path folder;

    @Test
    void looksBackComparesCarriesAwayBringsBackAndShadows(Stack stack) throws Exception {
        try (LearningStack learning = new LearningStack(stack, folder)) {
            // Given a task with a version for each of two corrections, and predictions
            learning.startCollect();
            learning.startRetrain(LearningStack.DIRECT);
            learning.send(learning.topics().tasks(), TASK, LearningRecords.task("cat", "dog"));
            for (int i = 0; i < IMAGES; i++) {
                learning.send(learning.topics().predictions(), "i" + i, LearningRecords.prediction("i" + i));
            }
            awaitShots(learning, 0);
            Instant before = Instant.now();
            learning.send(learning.topics().corrections(), "i0", LearningRecords.correction("dog", "ann", 1));
            awaitShots(learning, 1);
            learning.send(learning.topics().corrections(), "i1", LearningRecords.correction("cat", "ann", 2));
            long newest = awaitShots(learning, 2);

            // When, then: what was live when, and what differs
            assertThat(run(stack, learning, "adapters", "history", TASK)).contains("promoted", "zero-shot");
            assertThat(run(stack, learning, "adapters", "history", TASK, "--at", before.toString()))
                    .contains("zero-shot", "live since", "until");
            assertThat(run(stack, learning, "task", "status", TASK))
                    .contains("challengers  0 fits in the last hour", "a task has at most 25 % of it");
            assertThat(run(stack, learning, "adapters", "diff", TASK, "1", "" + newest))
                    .contains("shots added        2: i0, i1", "of the last " + IMAGES + " images");

            // When, then: made again while its inputs remain, instant or not
            for (long number = 1; number <= newest; number++) {
                assertThat(run(stack, learning, "adapters", "reproduce", TASK, "" + number))
                        .contains("Version " + number, "the same to the byte");
            }

            // When it is carried away, brought back, put in use and pinned
            String file = folder.resolve("version.safetensors").toString();
            run(stack, learning, "adapters", "export", TASK, "" + newest, file);
            String taken = run(stack, learning, "adapters", "import", TASK, file, "--promote", "--by", "ann");
            Patience.await().until(() -> champion(learning) > newest);
            long imported = champion(learning);

            // Then
            assertThat(imported).isGreaterThan(newest);
            assertThat(taken).contains("keeps it as version " + imported, "is served by version " + imported);
            assertThat(run(stack, learning, "adapters", "pin", TASK)).contains("version " + imported + ", pinned");
            assertThat(run(stack, learning, "adapters", "unpin", TASK)).contains("is unpinned");

            // When a version answers the past in the shadow, and what comes
            String past = run(stack, learning, "rescore", TASK, "1", "--from", "1h", "--json");
            String live = shadow(stack, learning);

            // Then
            assertThat(past).contains("\"images\":" + IMAGES, "\"otherThanChampion\":");
            assertThat(live).doesNotContain("\"images\":0,").contains("\"version\":1");
            assertThat(run(stack, learning, "adapters", "list", "--task", TASK)).contains("*" + imported);

            // When an image is forgotten
            List<Long> seen = retained(learning).stream()
                    .filter(version -> version.getLineage().getShots().contains("i1"))
                    .map(AdapterVersion::getVersion)
                    .toList();
            String forgotten = run(stack, learning, "forget", "i1", "--task", TASK);

            // Then all versions that had seen it are named, and let go when another serves in their place
            assertThat(seen).contains(newest, imported);
            assertThat(forgotten)
                    .startsWith("1 examples have left the buffer")
                    .contains("Versions that had seen them, and are let go: "
                            + seen.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".");
            Patience.await().until(() -> retained(learning).stream()
                    .noneMatch(version -> version.getLineage().getShots().contains("i1")));
            assertThat(seen).doesNotContain(champion(learning));

            // When it is forgotten again
            String again = run(stack, learning, "forget", "i1", "--task", TASK);

            // Then there is an answer, and nothing to tell
            assertThat(again).startsWith("0 examples").contains("No version that is kept had seen them.");
        }
    }

    /** The versions that the adapters topic holds after compaction. */
    private static Collection<AdapterVersion> retained(LearningStack learning) {
        return learning.retained().values();
    }

    private String shadow(Stack stack, LearningStack learning) throws InterruptedException {
        AtomicReference<String> said = new AtomicReference<>();
        Thread command = new Thread(
                () -> said.set(run(stack, learning, "shadow", TASK, "1", "--seconds", "4", "--count-only", "--json")));
        command.start();
        for (int i = 0; command.isAlive(); i++) {
            learning.send(learning.topics().predictions(), "live" + i, LearningRecords.prediction("live" + i));
            command.join(100);
        }
        return said.get();
    }

    /** Waits until a version that has seen so many shots is in use, and gives its number. */
    private static long awaitShots(LearningStack learning, int shots) {
        Patience.await().until(() -> {
            long champion = champion(learning);
            return learning.versions().stream()
                    .anyMatch(version -> version.getVersion() == champion
                            && version.getLineage().getShots().size() == shots);
        });
        return champion(learning);
    }

    private static long champion(LearningStack learning) {
        long champion = 0;
        for (AdapterRecord record : learning.adapters()) {
            champion = record.getContent() instanceof ChampionPointer pointer ? pointer.getVersion() : champion;
        }
        return champion;
    }

    private static String run(Stack stack, LearningStack learning, String... line) {
        String name = learning.topics().tasks().name();
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(List.of("--bootstrap-servers", stack.bootstrapServers(), "--registry", stack.registryUrl()));
        all.addAll(List.of("--set", "topics.prefix=" + name.substring(0, name.length() - "tasks".length())));
        all.addAll(List.of("--set", "topics.partitions=2", "--set", "topics.learning.partitions=2"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(code).as("%s: %s%s", all, out, err).isEqualTo(CommandLines.OK);
        return out.toString();
    }
}
