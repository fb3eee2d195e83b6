package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.testing.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.MINUTES)
class QuickstartIT {
    /** A whole system starts, and learns: minutes on a machine that is busy with ten other things. */
    private static final Duration START = Duration.ofMinutes(6);

    @TempDir
    private Path folder;

    private final List<QuickstartChild> started = new ArrayList<>();

    @AfterEach
    void leaveNoProcessBehind() throws InterruptedException {
        for (QuickstartChild child : started) {
            child.kill();
        }
    }

    @Test
    void learnsFromCorrectionsAndLosesNothing() throws Exception {
        // Given a quickstart of three quarters of a minute, at a rate that a slow machine keeps up with too
        QuickstartChild quickstart = start("--seconds", "45", "--rate", "10");

        // When it has ended
        int code = quickstart.awaitEnd(600);

        // Then nothing was lost, several versions were promoted, and the last of them beat plain CLIP
        JsonNode summary = quickstart.last();
        assertThat(code).as("exit code, %s, %s", summary, quickstart.errors()).isZero();
        assertThat(summary.path("summary").asBoolean()).isTrue();
        assertThat(summary.path("images").asInt()).isGreaterThan(300);
        assertThat(summary.path("lost").asInt(-1)).isZero();
        assertThat(summary.path("duplicated").asInt(-1)).isZero();
        assertThat(summary.path("versions").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(summary.path("accuracy").asDouble())
                .isGreaterThan(summary.path("zeroShotAccuracy").asDouble() + 0.1);
        assertThat(summary.path("imagesPerSecond").asDouble()).isGreaterThan(5);
        assertThat(summary.path("correctionToLiveMsP50").asLong()).isPositive();
        assertThat(summary.path("correctionToLiveMsP99").asLong())
                .isGreaterThanOrEqualTo(summary.path("correctionToLiveMsP50").asLong());

        // And there was an object for every second, and nothing else on standard output
        assertThat(quickstart.objects()).hasSizeGreaterThanOrEqualTo(45);

        // And the state is gone
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void goesOnWithWhatItHadLearntAfterAKill() throws Exception {
        // Given a quickstart that has learnt, and is killed in the middle of it
        Path state = folder.resolve("state");
        QuickstartChild first = start("--seconds", "600", "--rate", "15", "--state", state.toString());
        Patience.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> first.last().path("version").asLong() >= 5);
        JsonNode before = first.last();
        List<ProcessHandle> processes = first.processes();
        first.kill();
        Patience.await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));

        // When it is started again on the same state
        QuickstartChild second = start("--seconds", "10", "--rate", "15", "--state", state.toString());
        int code = second.awaitEnd(600);

        // Then every image of both runs has its prediction, once
        JsonNode summary = second.last();
        assertThat(code).as("exit code, %s, %s", summary, second.errors()).isZero();
        assertThat(summary.path("imagesOfEarlierRuns").asInt())
                .isGreaterThanOrEqualTo(before.path("images").asInt());
        assertThat(summary.path("lost").asInt(-1)).isZero();
        assertThat(summary.path("duplicated").asInt(-1)).isZero();

        // And its first images were scored by what the first run had learnt
        long firstVersion = second.objects().stream()
                .mapToLong(tick -> tick.path("version").asLong())
                .filter(version -> version > 0)
                .findFirst()
                .orElse(0);
        assertThat(firstVersion).isGreaterThanOrEqualTo(before.path("version").asLong());
    }

    @Test
    void leavesNothingBehindWhenItIsStopped() throws Exception {
        // Given a quickstart at work
        QuickstartChild quickstart = start("--rate", "10");
        Patience.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> quickstart.last().path("predicted").asInt() > 0);
        List<ProcessHandle> processes = quickstart.processes();
        assertThat(processes).as("the registry and the quickstart").hasSizeGreaterThanOrEqualTo(2);

        // When somebody presses Ctrl-C
        quickstart.interrupt();
        quickstart.awaitEnd(120);

        // Then no process, no state, and a summary are left, and what was in flight has its prediction
        Patience.await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(quickstart.last().path("summary").asBoolean()).isTrue();
        assertThat(quickstart.last().path("lost").asInt(-1)).isZero();
        assertThat(leftovers()).isEmpty();
    }

    private QuickstartChild start(String... arguments) throws Exception {
        QuickstartChild child = QuickstartChild.start(folder, arguments);
        started.add(child);
        return child;
    }

    private List<Path> leftovers() throws Exception {
        Path states = folder.resolve(".clipstream");
        if (!Files.exists(states)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(states)) {
            return entries.toList();
        }
    }
}
