package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewReason;
import io.clipstream.scoring.LiveVersion;
import io.clipstream.scoring.ReviewPolicy;
import io.clipstream.scoring.ScoreOutcome.Scored;
import io.clipstream.scoring.ScoreOutcome.StageTimes;
import io.clipstream.scoring.SimulatedVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReviewDeskTest {
    private static final long START = 1_700_000_000_000L;
    private static final int HOUR = 3_600_000;

    @Test
    void acceptsWhatReachesTheTargetAndNothingElse() {
        // Given
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0, 0.98f, 0.9f, true, null);
        ReviewDesk desk = new ReviewDesk(1);
        // Then
        assertThat(desk.route("a", START, scored(0.9f, Float.NaN, policy)).decision())
                .isEqualTo(Decision.ACCEPTED);
        assertThat(desk.route("a", START, scored(0.89f, Float.NaN, policy)))
                .isEqualTo(new ReviewRoute(Decision.REVIEW, ReviewReason.CONFIDENCE, 0, 1));
        assertThat(desk.route("a", START, scored(0.54f, Float.NaN, policy)).reason())
                .isEqualTo(ReviewReason.MARGIN);
        assertThat(desk.route("a", START, scored(0.99f, 1.01f, policy)).reason())
                .isEqualTo(ReviewReason.NOVELTY);
        assertThat(desk.route("a", START, scored(0.99f, 1f, policy)).decision()).isEqualTo(Decision.ACCEPTED);
    }

    @Test
    void acceptsNothingWhileNothingIsKnownToReachTheTarget() {
        // Given
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0, 0.98f, null, true, null);
        // Then
        assertThat(new ReviewDesk(1).route("a", START, scored(1, Float.NaN, policy)))
                .isEqualTo(new ReviewRoute(Decision.REVIEW, ReviewReason.UNPROVEN, 0, 1));
    }

    @Test
    void leavesNoveltyAloneWhereThePolicySaysSo() {
        // Given
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0, null, null, false, null);
        // Then
        assertThat(new ReviewDesk(1).route("a", START, scored(0.99f, 3, policy)).decision())
                .isEqualTo(Decision.ACCEPTED);
    }

    @Test
    void staysWithinTheBudgetAndStillDecidesForEveryImage() {
        // Given 6,000 uncertain images an hour, of which 60 an hour may be reviewed
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0.002f, null, null, true, 60);
        ReviewDesk desk = new ReviewDesk(1);
        // When
        int[] reviewed = new int[4];
        for (int i = 0; i < 24_000; i++) {
            ReviewRoute route = desk.route("image-" + i, START + 600L * i, scored(0.5f, Float.NaN, policy));
            reviewed[i / 6_000] += route.decision() == Decision.REVIEW ? 1 : 0;
            // Then nobody's image is accepted because the budget is spent
            assertThat(route.decision()).isNotEqualTo(Decision.ACCEPTED);
        }
        // Then
        assertThat(reviewed[0]).isBetween(55, 66);
        assertThat(reviewed[3]).isBetween(55, 61);
    }

    @Test
    void givesTheBudgetToTheInstructiveFirst() {
        // Given nine in ten images are merely below the threshold, one in ten is between two classes
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0, 0.9f, 0.95f, true, 120);
        ReviewDesk desk = new ReviewDesk(1);
        // When 1,200 an hour come
        int instructive = 0;
        int others = 0;
        for (int i = 0; i < 12_000; i++) {
            boolean close = i % 10 == 9;
            ReviewRoute route =
                    desk.route("image-" + i, START + 3_000L * i, scored(close ? 0.5f : 0.9f, Float.NaN, policy));
            instructive += close && route.decision() == Decision.REVIEW ? 1 : 0;
            others += !close && route.decision() == Decision.REVIEW ? 1 : 0;
        }
        // Then nearly all of the close ones are reviewed, and the rest of the budget is used
        assertThat(instructive).isGreaterThan(1_100);
        assertThat(instructive + others).isLessThanOrEqualTo(1_210);
    }

    @Test
    void auditsWithoutBiasHoweverTheBudgetBindsAndTheStreamComesInBursts() {
        // Given a stream with quiet and busy hours, in which every fifth image is misclassified while it is busy, and
        // every fiftieth while it is quiet, and a budget that binds in the busy hours alone
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0.1f, null, null, true, 100);
        Random random = new Random(7);
        double weights = 0;
        double wrongWeights = 0;
        double plain = 0;
        double plainWrong = 0;
        int images = 0;
        int wrongs = 0;
        ReviewDesk desk = new ReviewDesk(1);
        long time = START;
        while (time < START + 200L * HOUR) {
            boolean busy = (time - START) / HOUR % 2 == 0;
            time += 1 + (long) (-Math.log(1 - random.nextDouble()) * HOUR / (busy ? 5_000 : 500));
            boolean wrong = random.nextDouble() < (busy ? 0.2 : 0.02);
            // What is wrong is mostly uncertain too.
            float confidence = wrong && random.nextDouble() < 0.8 ? 0.5f : 0.95f;
            ReviewRoute route = desk.route("image-" + images, time, scored(confidence, Float.NaN, policy));
            images++;
            wrongs += wrong ? 1 : 0;
            if (route.reason() == ReviewReason.AUDIT) {
                weights += 1 / route.auditProbability();
                wrongWeights += wrong ? 1 / route.auditProbability() : 0;
                plain++;
                plainWrong += wrong ? 1 : 0;
            }
        }
        // Then the weighted sample gives the stream's error and size, and the unweighted one would not
        double truth = (double) wrongs / images;
        assertThat(wrongWeights / weights).isCloseTo(truth, within(0.012));
        assertThat(weights).isCloseTo(images, within(0.06 * images));
        assertThat(Math.abs(plainWrong / plain - truth)).isGreaterThan(0.02);
    }

    @Test
    void tellsTheProbabilityWithWhichAnImageIsReviewedForWhateverReason() {
        // Given a budget that cannot serve all uncertain images
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0.05f, null, null, true, 600);
        ReviewDesk desk = new ReviewDesk(1);
        Random random = new Random(11);
        double uncertain = 0;
        double weighted = 0;
        // When
        for (int i = 0; i < 60_000; i++) {
            boolean close = random.nextDouble() < 0.3;
            ReviewRoute route =
                    desk.route("image-" + i, START + 1_800L * i, scored(close ? 0.5f : 0.9f, Float.NaN, policy));
            uncertain += close ? 1 : 0;
            weighted += close && route.decision() == Decision.REVIEW ? 1 / route.inclusionProbability() : 0;
        }
        // Then the weights count all of them from those that were reviewed
        assertThat(weighted).isCloseTo(uncertain, within(0.05 * uncertain));
    }

    @Test
    void drawsTheSameImagesAgainWhenTheyAreReplayed() {
        // Given
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0.05f, 0.9f, 0.8f, true, 50);
        List<ReviewRoute> first = replay(policy);
        // When, Then
        assertThat(replay(policy)).isEqualTo(first);
        assertThat(first).extracting(ReviewRoute::reason).contains(ReviewReason.AUDIT, ReviewReason.MARGIN, null);
    }

    @Test
    void isNotHeldUpByAClockThatIsFarAhead() {
        // Given an image from the year 2100, and one from before all time
        ReviewPolicy policy = new ReviewPolicy(5, 0.1f, 0, null, null, true, 60);
        ReviewDesk desk = new ReviewDesk(1);
        desk.route("ahead", 4_102_444_800_000L, scored(0.5f, Float.NaN, policy));
        desk.route("behind", Long.MIN_VALUE, scored(0.5f, Float.NaN, policy));
        // When an hour of images follows
        int reviewed = 0;
        for (int i = 0; i < 3_600; i++) {
            ReviewRoute route = desk.route("image-" + i, START + 1_000L * i, scored(0.5f, Float.NaN, policy));
            reviewed += route.decision() == Decision.REVIEW ? 1 : 0;
        }
        // Then
        assertThat(reviewed).isBetween(55, 70);
    }

    private static List<ReviewRoute> replay(ReviewPolicy policy) {
        ReviewDesk desk = new ReviewDesk(2);
        List<ReviewRoute> routes = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            routes.add(desk.route("image-" + i, START + 1_000L * i, scored(i % 7 == 0 ? 0.5f : 0.9f, 0.5f, policy)));
        }
        return routes;
    }

    private static Scored scored(float confidence, float novelty, ReviewPolicy policy) {
        LiveVersion live = new LiveVersion(SimulatedVersions.live("tiles", 1, 1).loaded(), 1, policy);
        float[] p = {confidence, 1 - confidence};
        return new Scored(live, new float[] {1}, p, null, novelty, new StageTimes(0, 0, 0, 0, 1));
    }
}
