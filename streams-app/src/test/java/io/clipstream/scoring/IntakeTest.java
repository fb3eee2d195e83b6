package io.clipstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final Intake intake =
            new Intake(new EngineSettings(1, List.of(1), Duration.ZERO, 3, 1000), new VersionRegistry());

    @Test
    void givesTheNextRoomToTheLaneThatWasRefusedForItsBytes() {
        // Given small images of one lane, and a large one of another that was refused
        Pending first = image("small", 400);
        Pending second = image("small", 400);
        assertThat(intake.offer(first)).isTrue();
        assertThat(intake.offer(second)).isTrue();
        Pending large = image("large", 900);
        assertThat(intake.offer(large)).isFalse();

        // When room comes that would do for the small lane, it is kept for the large image
        assertThat(intake.offer(image("small", 100))).isFalse();
        intake.release(List.of(first));
        assertThat(intake.offer(image("small", 400))).isFalse();
        assertThat(intake.offer(large)).isFalse();
        intake.release(List.of(second));

        // Then the large image has it, and after it the small lane again
        assertThat(intake.offer(large)).isTrue();
        assertThat(intake.offer(image("small", 100))).isTrue();
    }

    @Test
    void keepsRoomForNobodyWhoseLaneIsDiscarded() {
        // Given
        assertThat(intake.offer(image("small", 400))).isTrue();
        assertThat(intake.offer(image("large", 900))).isFalse();

        // When
        intake.discard("large");

        // Then
        assertThat(intake.offer(image("small", 400))).isTrue();
    }

    @Test
    void letsOthersIntoAnEmptyEngineThoughTheWaitingLaneNeverComesBack() {
        // Given
        Pending small = image("small", 400);
        assertThat(intake.offer(small)).isTrue();
        assertThat(intake.offer(image("large", 900))).isFalse();

        // When
        intake.release(List.of(small));

        // Then
        assertThat(intake.offer(image("small", 400))).isTrue();
        assertThat(intake.offer(image("other", 400))).isTrue();
    }

    @Test
    void keepsRoomForNobodyWhoWasRefusedForTheNumberOfImages() {
        // Given
        Pending first = image("a", 1);
        assertThat(intake.offer(first)).isTrue();
        assertThat(intake.offer(image("a", 1))).isTrue();
        assertThat(intake.offer(image("a", 1))).isTrue();
        assertThat(intake.offer(image("b", 1))).isFalse();

        // When
        intake.release(List.of(first));

        // Then
        assertThat(intake.offer(image("a", 1))).isTrue();
    }

    private static Pending image(String lane, long bytes) {
        return new Pending(new ScoreRequest(lane, "tiles", ByteBuffer.allocate(1), bytes));
    }
}
