package io.clipstream.loadtest.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.loadtest.swap.InstanceStory.Live;
import io.clipstream.loadtest.swap.Pointer.Kind;
import io.clipstream.loadtest.swap.SwapJudge.Arrival;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwapJudgeTest {
    private static final String TASK = "task-0";

    private final List<Pointer> pointers = new ArrayList<>(List.of(
            pointer(1, 10, Kind.NEW, 1_000),
            pointer(2, 20, Kind.NEW, 2_000),
            pointer(1, 30, Kind.ROLLBACK, 3_000),
            pointer(3, 40, Kind.CORRUPT, 4_000)));
    private final List<Live> live = new ArrayList<>(List.of(
            new Live(TASK, 1, 10, 1_100_000), new Live(TASK, 2, 20, 2_100_000), new Live(TASK, 1, 30, 3_100_000)));

    @Test
    void takesARollbackForNoStepBack() {
        // Given
        List<Sighting> seen = List.of(seen(1, 0, 1_500), seen(2, 1, 2_500), seen(1, 2, 3_500));

        // When
        SwapJudge judge = judge(seen);

        // Then
        assertThat(judge.backwards()).isZero();
        assertThat(judge.unannounced()).isZero();
        assertThat(judge.mixedBatches()).isZero();
        assertThat(judge.wrongVersion()).isZero();
        assertThat(judge.corruptLive()).isZero();
    }

    @Test
    void seesAStepBackBeforeTheRollbackIsPublished() {
        // Given the older version again, though nobody has rolled back yet
        List<Sighting> seen = List.of(seen(2, 0, 2_500), seen(1, 1, 2_600), seen(2, 2, 2_700));

        // When, then
        assertThat(judge(seen).backwards()).isEqualTo(1);
    }

    @Test
    void judgesEachPartitionByItself() {
        // Given one partition that is ahead of another
        Sighting ahead = seen(2, 0, 2_500);
        Sighting behind = new Sighting(TASK, 1, 1, 5, 7, new StampedModel.Stamp(1, 9), 2_600);

        // When, then
        assertThat(judge(List.of(ahead, behind)).backwards()).isZero();
    }

    @Test
    void seesTwoVersionsInOneBatch() {
        // Given
        StampedModel.Stamp batch = new StampedModel.Stamp(1, 77);
        List<Sighting> seen = List.of(
                new Sighting(TASK, 1, 1, 0, 0, batch, 2_500),
                new Sighting(TASK, 2, 2, 0, 1, batch, 2_500),
                new Sighting("task-1", 9, 9, 0, 2, batch, 2_500));

        // When, then another task's version is no mix
        assertThat(judge(seen).mixedBatches()).isEqualTo(1);
    }

    @Test
    void seesProbabilitiesOfAnotherVersionAndVersionsThatNobodyHadLive() {
        // Given
        Sighting wrong = new Sighting(TASK, 2, 1, 0, 0, new StampedModel.Stamp(1, 1), 2_500);
        Sighting corrupt = new Sighting(TASK, 3, 3, 0, 1, new StampedModel.Stamp(1, 2), 4_500);
        live.add(new Live(TASK, 3, 40, 4_100_000));

        // When
        SwapJudge judge = judge(List.of(wrong, corrupt));

        // Then
        assertThat(judge.wrongVersion()).isEqualTo(1);
        assertThat(judge.unannounced()).isEqualTo(1);
        assertThat(judge.corruptLive()).isEqualTo(1);
    }

    @Test
    void timesEachPointerUntilItOrALaterOneIsLive() {
        // Given an instance that went straight from the first to the third pointer, and one that stuck at the second
        InstanceStory jumped =
                story(1, List.of(new Live(TASK, 1, 10, 1_100_000), new Live(TASK, 1, 30, 3_100_000)), Long.MAX_VALUE);
        InstanceStory stuck = story(2, live.subList(0, 2), Long.MAX_VALUE);
        InstanceStory ended = story(3, live.subList(0, 2), 2_500_000);

        // When
        List<Arrival> arrivals = new SwapJudge(pointers, List.of(), List.of(jumped, stuck, ended)).arrivals();

        // Then
        assertThat(arrivals.stream().filter(a -> a.instance() == 1).map(Arrival::sinceCommitted))
                .containsExactly(99_000L, 1_099_000L, 99_000L);
        assertThat(arrivals.stream().filter(a -> a.instance() == 2).map(Arrival::liveMicros))
                .containsExactly(1_100_000L, 2_100_000L, Long.MAX_VALUE);
        assertThat(arrivals.stream().filter(a -> a.instance() == 3)).hasSize(2);
    }

    private SwapJudge judge(List<Sighting> seen) {
        return new SwapJudge(pointers, seen, List.of(story(1, live, Long.MAX_VALUE)));
    }

    private static InstanceStory story(int number, List<Live> live, long endedMicros) {
        return new InstanceStory(number, false, 0, 0, endedMicros, live, List.of(), 0);
    }

    private static Pointer pointer(int version, long offset, Kind kind, long calledMillis) {
        return new Pointer(TASK, version, offset, kind, calledMillis * 1_000, calledMillis * 1_000 + 1_000);
    }

    /** In partition 0, each in a batch of its own. */
    private static Sighting seen(int version, long offset, long madeMillis) {
        return new Sighting(TASK, version, version, 0, offset, new StampedModel.Stamp(1, (int) offset), madeMillis);
    }
}
