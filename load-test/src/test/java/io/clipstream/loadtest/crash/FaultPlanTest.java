package io.clipstream.loadtest.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    @Test
    void givesTheSameFaultsForTheSameSeedAndOthersForAnother() {
        assertThat(FaultPlan.of(7, 100, 2)).isEqualTo(FaultPlan.of(7, 100, 2)).isNotEqualTo(FaultPlan.of(8, 100, 2));
    }

    @Test
    void keepsBetweenOneAndFourInstancesAndForgetsNoKindOfFault() {
        // When a long plan is made
        List<FaultPlan.Step> plan = FaultPlan.of(1, 1_000, 2);

        // Then the instances that it adds and removes keep within bounds
        int running = 2;
        for (FaultPlan.Step step : plan) {
            running += step.fault() == Fault.ADD_INSTANCE ? 1 : step.fault() == Fault.REMOVE_INSTANCE ? -1 : 0;
            assertThat(running).isBetween(1, 4);
        }
        Set<Fault> kinds = plan.stream().map(FaultPlan.Step::fault).collect(Collectors.toSet());
        assertThat(kinds).isEqualTo(EnumSet.allOf(Fault.class));
    }
}
