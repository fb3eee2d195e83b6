package io.clipstream.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final List<String> FOUR = List.of("a", "b", "c", "d");

    @Test
    void eachHasOneTurnInEveryRound() {
        for (int round = 0; round < 9; round++) {
            assertThat(Turns.of(FOUR, round, 7)).containsExactlyInAnyOrderElementsOf(FOUR);
        }
    }

    @Test
    void eachIsOnceTheFirstInAsManyRoundsAsThereAreContenders() {
        Set<String> first = new HashSet<>();
        for (int round = 0; round < FOUR.size(); round++) {
            first.add(Turns.of(FOUR, round, 7).get(0));
        }
        assertThat(first).containsExactlyInAnyOrderElementsOf(FOUR);
    }

    @Test
    void followersChangeOverTheRounds() {
        // Given who comes right after "a", wherever both are in one round
        Set<String> after = new HashSet<>();
        for (int round = 0; round < 2 * FOUR.size(); round++) {
            List<String> order = Turns.of(FOUR, round, 7);
            int next = order.indexOf("a") + 1;
            if (next < order.size()) {
                after.add(order.get(next));
            }
        }
        // Then it is not always the same
        assertThat(after).hasSizeGreaterThan(1);
    }

    @Test
    void theSeedAloneDecides() {
        assertThat(Turns.of(FOUR, 3, 7)).isEqualTo(Turns.of(FOUR, 3, 7));
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            orders.add(Turns.of(FOUR, 0, seed));
        }
        assertThat(orders).hasSizeGreaterThan(5);
    }
}
