package io.clipstream.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.app.bench.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures =
            new Figures(List.of(Contender.CLIPSTREAM, Contender.ONE_AT_A_TIME, Contender.LIMIT));

    @Test
    void ratiosAreTakenInEachRound() {
        // Given a machine that was half as fast in the second round
        rates(Contender.CLIPSTREAM, 90, 45, 90);
        rates(Contender.LIMIT, 100, 50, 100);

        // Then the ratio knows nothing of it, though the throughput does
        assertThat(figures.ratio(Contender.LIMIT)).hasValue(new Spread(0.9, 0.9, 0.9));
        assertThat(figures.throughput(Contender.CLIPSTREAM)).hasValue(new Spread(90, 67.5, 90));
    }

    @Test
    void aBadTurnIsLeftOutOfTheRatiosAndSaid() {
        rates(Contender.CLIPSTREAM, 90);
        figures.add(Contender.CLIPSTREAM, Turn.bad(100, "3 of 100 images were not answered"));
        rates(Contender.LIMIT, 100, 50);

        assertThat(figures.good()).isFalse();
        assertThat(figures.ratio(Contender.LIMIT).orElseThrow().median()).isEqualTo(0.9);
    }

    @Test
    void whoDidNotTakePartHasNoRatio() {
        rates(Contender.CLIPSTREAM, 90);

        assertThat(figures.ratio(Contender.PYTHON)).isEmpty();
        assertThat(figures.ratio(Contender.ONE_AT_A_TIME)).isEmpty();
        assertThat(figures.good()).isTrue();
    }

    @Test
    void holdsTheGainOverOneRecordAtATimeAgainstThatOfBatching() {
        // Given an encoder that does twice as many images in batches, and Clipstream at 1.9 times one record at a time
        rates(Contender.CLIPSTREAM, 38);
        rates(Contender.ONE_AT_A_TIME, 20);
        figures.encoder(44, 22);

        assertThat(figures.batch32to1().orElseThrow().median()).isEqualTo(2);
        assertThat(figures.shareOfBatching().orElseThrow()).isCloseTo(0.95, within(1e-9));
    }

    @Test
    void processorTimesAreComparedTheOtherWayRound() {
        // Given one that needs twice the processor time
        figures.add(Contender.CLIPSTREAM, new Turn(40, 50, 10, ""));
        figures.add(Contender.ONE_AT_A_TIME, new Turn(20, 100, 10, ""));

        assertThat(figures.coreRatio(Contender.ONE_AT_A_TIME).orElseThrow().median())
                .isEqualTo(2);
    }

    private void rates(Contender contender, double... perSecond) {
        for (double rate : perSecond) {
            figures.add(contender, new Turn(rate, Double.NaN, 100, ""));
        }
    }
}
