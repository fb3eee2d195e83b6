package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.loadtest.simulated.EmptyLineage;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.ScoringPolicy;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnHistoryTest {
    private static final String GATE = "gate:same-method";
    private final LearnHistory history = new LearnHistory();

    @Test
    void findsNothingInAHistoryAsItShouldBe() {
        // Given three versions, the second put back by a rule after the third, and the first removed
        publish(1, "rule:zero-shot");
        publish(2, GATE);
        publish(3, GATE);
        history.pointed(pointer(2, "rule:inadmissible-champion"));
        history.promotion(promotion(2, "rule:inadmissible-champion"));
        history.removed(1);

        // Then
        assertThat(List.of(
                        history.backwards(),
                        history.dangling(),
                        history.repeatedPromotions(),
                        history.unmatchedPromotions()))
                .containsOnly(0);
        assertThat(history.champion().getVersion()).isEqualTo(2);
        assertThat(history.versions()).isEqualTo(3);
    }

    @Test
    void countsVersionsAndPointersOutOfTurn() {
        publish(1, "rule:zero-shot");
        publish(2, GATE);

        // When a number is given twice, and the gate points back
        history.version(version(2));
        history.pointed(pointer(1, GATE));

        // Then
        assertThat(history.backwards()).isEqualTo(2);
    }

    @Test
    void countsPointersAtWhatIsNotThere() {
        publish(1, "rule:zero-shot");

        // When a pointer comes before its weights, and the version in use is removed
        history.pointed(pointer(2, GATE));
        history.version(version(2));
        history.removed(2);

        // Then
        assertThat(history.dangling()).isEqualTo(2);
    }

    @Test
    void countsPromotionsThatAreSaidTwiceOrNotAtAll() {
        publish(1, "rule:zero-shot");
        history.promotion(promotion(1, "rule:zero-shot"));
        history.version(version(2));
        history.pointed(pointer(2, GATE));
        history.promotion(promotion(3, GATE));

        // Then the first is said twice, the second never, and the third is none
        assertThat(history.repeatedPromotions()).isEqualTo(1);
        assertThat(history.unmatchedPromotions()).isEqualTo(2);
    }

    private void publish(long number, String by) {
        history.version(version(number));
        history.pointed(pointer(number, by));
        history.promotion(promotion(number, by));
    }

    private static AdapterVersion version(long number) {
        ByteBuffer none = ByteBuffer.allocate(0);
        return new AdapterVersion(
                "t",
                number,
                "zero-shot",
                "m",
                1,
                List.of("n0"),
                "revision",
                1f,
                none,
                none,
                EmptyLineage.of("refit"),
                null,
                null,
                1f,
                null);
    }

    private static ChampionPointer pointer(long number, String by) {
        return new ChampionPointer(
                "t", number, "m", Instant.EPOCH, by, new ScoringPolicy(1, 0f, 0f, null, 0.01f, null), null);
    }

    private static Promotion promotion(long number, String by) {
        return new Promotion(
                "t",
                number,
                null,
                "zero-shot",
                PromotionOutcome.PROMOTED,
                by,
                "",
                Map.of(),
                Instant.EPOCH,
                null,
                List.of());
    }
}
