package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandDeskTest {
    @Test
    void takesNobodyElsesAnswerForItsOwn() {
        // Given two rollbacks of one task, asked for at the same moment
        Command mine = rollback();
        Command another = rollback();

        // When the retrain role answers the other, and promotes a version by rule
        Promotion toAnother = answer(another.getCommandId(), "command:rollback");
        Promotion toNobody = answer(null, "gate:same-method");

        // Then neither is mine
        assertThat(CommandDesk.answers(toAnother, mine)).isFalse();
        assertThat(CommandDesk.answers(toNobody, mine)).isFalse();
        assertThat(CommandDesk.answers(toAnother, another)).isTrue();
    }

    private static Command rollback() {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask("pets")
                .setKind(CommandKind.ROLLBACK)
                .setVersion(1L)
                .setActor("ann")
                .setAt(Instant.EPOCH)
                .build();
    }

    private static Promotion answer(UUID commandId, String by) {
        return new Promotion(
                "pets",
                1L,
                2L,
                "zero-shot",
                PromotionOutcome.ROLLED_BACK,
                by,
                "ann",
                Map.of(),
                Instant.EPOCH,
                commandId,
                List.of());
    }
}
