package io.clipstream.loadtest.run.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** When images are due in each shape of a load. */
class ScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aConstantRateHasEqualDistances() {
        // Given
        Schedule schedule = schedule("--rate", "4", "--seconds", "2.5", "--warm-up", "0");

        // Then
        assertThat(schedule.count()).isEqualTo(10);
        assertThat(schedule.offsetNanos(8)).isEqualTo(2 * SECOND);
        assertThat(schedule.dueBy(2 * SECOND)).isEqualTo(9);
        assertThat(schedule.dueBy(-1)).isZero();
    }

    @Test
    void aRampHasTheAreaUnderItsRate() {
        // Given 0 to 100 images a second within 10 s: 500 images, and t²·5 of them by second t
        Schedule schedule = schedule("--shape", "ramp", "--rate", "0", "--rate-to", "100", "--seconds", "10");

        // Then
        assertThat(schedule.count()).isEqualTo(500);
        for (int second = 1; second < 10; second++) {
            assertThat(schedule.offsetNanos(5L * second * second) / 1e9).isCloseTo(second, within(1e-6));
        }
    }

    @Test
    void aRampMayFall() {
        // Given 30 to 10 images a second within 10 s: 30·t − t² of them by second t
        Schedule schedule = schedule("--shape", "ramp", "--rate", "30", "--rate-to", "10", "--seconds", "10");

        // Then
        assertThat(schedule.count()).isEqualTo(200);
        assertThat(schedule.offsetNanos(29) / 1e9).isCloseTo(1, within(1e-6));
        assertThat(schedule.offsetNanos(125) / 1e9).isCloseTo(5, within(1e-6));
        assertAscending(schedule);
    }

    @Test
    void aRampBetweenEqualRatesIsConstant() {
        // Given
        Schedule schedule = schedule("--shape", "ramp", "--rate", "10", "--rate-to", "10", "--seconds", "10");

        // Then
        assertThat(schedule.offsetNanos(50)).isEqualTo(5 * SECOND);
    }

    @Test
    void aBurstEndsEachPeriod() {
        // Given 10 images a second, five times as many in the last of every 4 s: 30 calm ones and 50 a period
        Schedule schedule = schedule(
                "--shape",
                "burst",
                "--rate",
                "10",
                "--burst-factor",
                "5",
                "--burst-every",
                "4",
                "--burst-seconds",
                "1",
                "--seconds",
                "10");

        // Then
        assertThat(schedule.count()).isEqualTo(2 * 80 + 20);
        assertThat(schedule.dueBy(3 * SECOND - 1)).isEqualTo(30);
        assertThat(schedule.dueBy(4 * SECOND - 1)).isEqualTo(80);
        assertThat(schedule.dueBy(7 * SECOND - 1)).isEqualTo(110);
        assertThat(schedule.dueBy(8 * SECOND - 1)).isEqualTo(160);
        assertAscending(schedule);
    }

    @Test
    void aReplayHasTheGapsOfItsFile(@TempDir Path folder) throws Exception {
        // Given gaps with a comment and an empty line among them
        Path gaps = folder.resolve("gaps.txt");
        Files.write(gaps, List.of("# recorded", "0", "100", "", "0", "250.5", "9999"));

        // When at most 5 s of it are wanted
        Schedule schedule =
                schedule("--shape", "replay", "--gaps", gaps.toString(), "--seconds", "5", "--warm-up", "0");

        // Then the last one is too late
        assertThat(schedule.count()).isEqualTo(4);
        assertThat(schedule.offsetNanos(1)).isEqualTo(100_000_000);
        assertThat(schedule.offsetNanos(2)).isEqualTo(100_000_000);
        assertThat(schedule.offsetNanos(3)).isEqualTo(350_500_000);
        assertThat(schedule.dueBy(100_000_000)).isEqualTo(3);
    }

    @Test
    void aReplayNamesTheLineThatIsNoGap(@TempDir Path folder) throws Exception {
        // Given
        Path gaps = folder.resolve("gaps.txt");
        Files.write(gaps, List.of("5", "-3"));

        // When, then
        assertThatThrownBy(() -> schedule("--shape", "replay", "--gaps", gaps.toString()))
                .hasMessageContaining("line 2")
                .hasMessageContaining("'-3'");
    }

    @Test
    void saysWhichFlagMakesNoSchedule() {
        assertThatThrownBy(() -> schedule("--rate", "0")).hasMessageContaining("--rate");
        assertThatThrownBy(() -> schedule("--seconds", "3", "--warm-up", "5")).hasMessageContaining("--warm-up");
        assertThatThrownBy(() -> schedule("--shape", "replay")).hasMessageContaining("--gaps");
        assertThatThrownBy(() -> schedule("--shape", "burst", "--burst-seconds", "10"))
                .hasMessageContaining("--burst-seconds");
        assertThatThrownBy(() -> schedule("--rate", "0.1", "--seconds", "6")).hasMessageContaining("no image is due");
    }

    private static void assertAscending(Schedule schedule) {
        for (long i = 1; i < schedule.count(); i++) {
            assertThat(schedule.offsetNanos(i)).isGreaterThanOrEqualTo(schedule.offsetNanos(i - 1));
        }
    }

    private static Schedule schedule(String... flags) {
        ScheduleOptions options = new ScheduleOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(flags);
        return options.schedule();
    }
}
