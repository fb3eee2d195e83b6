package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotionLogTest {
    private final PromotionLog log = new PromotionLog(List.of(
            entry(10, 1L, PromotionOutcome.PROMOTED),
            entry(20, 2L, PromotionOutcome.PROMOTED),
            entry(30, null, PromotionOutcome.REFUSED),
            entry(40, 5L, PromotionOutcome.IMPORTED),
            entry(50, 1L, PromotionOutcome.ROLLED_BACK),
            entry(60, 1L, PromotionOutcome.PINNED),
            entry(70, 1L, PromotionOutcome.UNPINNED),
            entry(80, 6L, PromotionOutcome.PROMOTED)));

    @Test
    void knowsWhatWasLiveAtAnyTime() {
        assertThat(log.liveAt(at(9))).isEmpty();
        assertThat(live(10)).isEqualTo(1);
        assertThat(live(45)).isEqualTo(2);
        assertThat(live(75)).isEqualTo(1);
        assertThat(live(1000)).isEqualTo(6);
    }

    @Test
    void knowsWhatCameAfterIt() {
        assertThat(log.nextAfter(at(25)).orElseThrow().getAt()).isEqualTo(at(50));
        assertThat(log.nextAfter(at(50)).orElseThrow().getAt()).isEqualTo(at(80));
        assertThat(log.nextAfter(at(80))).isEmpty();
    }

    private long live(int second) {
        return log.liveAt(at(second)).orElseThrow().getVersion();
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }

    private static Promotion entry(int second, Long version, PromotionOutcome outcome) {
        return new Promotion("pets", version, null, "m", outcome, "by", "", Map.of(), at(second), null, List.of());
    }
}
