package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Example;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How tasks share the threads on which fits run, with fits that take as long as the test says. */
class RetrainFairnessTest {
    private static final String NOISY = "noisy";
    private static final List<String> QUIET = List.of("quiet-a", "quiet-b");
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration FIT = Duration.ofMinutes(2);
    private static final Duration ROUND = Duration.ofMinutes(20);
    private static final RetrainPace PACE = RetrainPace.defaults();

    private final Topics topics = LearningRecords.topics();
    private final Queue<Runnable> leading = new ArrayDeque<>();
    private final Queue<Runnable> challengers = new ArrayDeque<>();
    private final FitClock clock = new FitClock();
    private final List<Promotion> comparisons = new ArrayList<>();
    private final LearningDriver driver = new LearningDriver(
            RetrainTopology.build(
                    topics,
                    RetrainConfig.defaults(),
                    LearningRecords.SERDES,
                    new TestHeads(LearningRecords.MODEL, Runnable::run),
                    new RetrainExecutors(leading::add, challengers::add, Runnable::run),
                    clock),
            clock);

    /** A clock on which each fit lasts {@link #FIT}: a fit looks at it when it begins and when it has ended. */
    private static final class FitClock extends LearningDriver.TestClock {
        private boolean fitting;
        private int looks;
        private int fits;

        @Override
        public Instant instant() {
            if (fitting && ++looks % 2 == 0) {
                fits++;
                advance(FIT);
            }
            return super.instant();
        }

        /** Runs one piece of work; returns how long it kept the thread. */
        Duration run(Runnable work) {
            Instant begun = super.instant();
            fitting = true;
            work.run();
            fitting = false;
            return Duration.between(begun, super.instant());
        }
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aTaskWithConstantCorrectionsHasItsShareAndTheOthersHaveTheirTurns() {
        // Given three tasks with a challenger each
        apply(NOISY, "zero-shot", "residual-least-squares");
        QUIET.forEach(task -> apply(task, "zero-shot", "residual-least-squares"));
        for (int i = 0; i < 50; i++) {
            example(NOISY, i, i);
            for (String task : QUIET) {
                example(task, i, i);
            }
        }
        settle();
        Instant start = clock.instant();
        Duration busy = Duration.ZERO;
        int rounds = 0;
        Instant next = start;

        // When one of them says another thing all the time, and the others now and then
        for (int i = 0; clock.instant().isBefore(start.plus(ROUND.multipliedBy(5))); i++) {
            example(NOISY, i % 50, i / 50);
            if (rounds < 4 && !clock.instant().isBefore(next)) {
                for (String task : QUIET) {
                    example(task, 50 + rounds, rounds);
                }
                rounds++;
                next = next.plus(ROUND);
            }
            driver.advance(STEP);
            settle();
            if (!challengers.isEmpty()) {
                busy = busy.plus(clock.run(challengers.remove()));
            }
        }
        driver.advance(STEP);
        settle();

        // Then each of the others is compared after each of its corrections, and the rest of the thread is within the
        // share
        for (String task : QUIET) {
            List<Promotion> own =
                    comparisons.stream().filter(p -> p.getTask().equals(task)).toList();
            assertThat(own).as(task).hasSize(rounds);
            for (int round = 0; round < rounds; round++) {
                Duration waited = Duration.between(
                        start.plus(ROUND.multipliedBy(round)), own.get(round).getAt());
                // Its own clock, then a fit of each task, its own among them, and one that had begun.
                assertThat(waited)
                        .as("%s, round %s", task, round)
                        .isLessThan(PACE.challengerInterval().plus(FIT.multipliedBy(4)));
            }
        }
        Duration noisy = busy.minus(FIT.multipliedBy((long) QUIET.size() * rounds));
        Duration share = Duration.ofMillis(
                (long) (Duration.between(start, clock.instant()).toMillis() * PACE.challengerShare()));
        assertThat(noisy).isGreaterThan(share.dividedBy(2)).isLessThanOrEqualTo(share.plus(FIT));
    }

    @Test
    void aTaskThatIsAppliedAgainAndAgainQueuesNoMoreThanOneFit() {
        // Given a task with work waiting for both threads
        apply(NOISY, "residual-least-squares", "tip-adapter");
        for (int i = 0; i < 50; i++) {
            example(NOISY, i, i);
        }
        settle();
        driver.advance(PACE.challengerDebounce().plusSeconds(1));
        assertThat(challengers).hasSize(1);
        example(NOISY, 50, 0);
        driver.advance(PACE.refitIdle().plusSeconds(1));
        assertThat(leading).hasSize(1);
        int before = clock.fits;

        // When it is applied twenty times before either has its turn
        for (int i = 0; i < 20; i++) {
            apply(NOISY, "residual-least-squares", "tip-adapter");
            driver.advance(STEP);
        }

        // Then one fit is made of all that, and the challengers wait for those that were given up
        assertThat(challengers).hasSize(1);
        while (!leading.isEmpty()) {
            clock.run(leading.remove());
        }
        assertThat(clock.fits - before).isEqualTo(1);

        // And a challenger that was begun and given up counts against the share as well
        driver.advance(STEP);
        clock.run(challengers.remove());
        assertThat(challengers).hasSize(1);
        clock.run(challengers.remove());
        assertThat(clock.fits - before).isEqualTo(1);
        driver.advance(STEP);
        assertThat(challengers).hasSize(1);
        clock.run(challengers.remove());
        Runnable begun = challengers.remove();
        Duration took = clock.run(() -> {
            begun.run();
            apply(NOISY, "residual-least-squares", "tip-adapter");
        });
        assertThat(took).isGreaterThanOrEqualTo(FIT);
        driver.advance(STEP);
        assertThat(challengers).isEmpty();
        driver.advance(FIT.multipliedBy(2));
        assertThat(challengers).isEmpty();
        driver.advance(FIT.multipliedBy(1).plus(STEP));
        assertThat(challengers).hasSize(1);
    }

    private void apply(String task, String method, String challenger) {
        driver.send(
                topics.tasks(),
                task,
                TaskSpec.newBuilder(LearningRecords.task("cat", "dog"))
                        .setTask(task)
                        .setMethod(method)
                        .setChallengers(List.of(challenger))
                        .setOptions(Map.of())
                        .build());
    }

    private void example(String task, int image, int label) {
        Example example = LearningRecords.example("image-" + image, label % 2 == 0 ? "cat" : "dog");
        driver.send(
                topics.fewShotBuffer(),
                TaskKeys.within(task, example.getImageId()),
                Example.newBuilder(example).setTask(task).build());
    }

    /** Looks, and runs the leading methods' fits, which take no time here. */
    private void settle() {
        driver.advance(Duration.ofMillis(10));
        while (!leading.isEmpty()) {
            leading.remove().run();
            driver.advance(Duration.ofMillis(10));
        }
        driver.read(topics.promotions()).stream()
                .map(record -> record.value())
                .filter(promotion -> promotion.getMethod().equals("residual-least-squares"))
                .forEach(comparisons::add);
    }
}
