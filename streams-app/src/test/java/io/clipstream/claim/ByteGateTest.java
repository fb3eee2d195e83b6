package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteGateTest {
    private final ByteGate gate = new ByteGate(100, 50, 2);
    private final List<Reservation> begun = new ArrayList<>();

    @Test
    void letsOthersInAfterOneThatFailedToBegin() {
        // When one cannot begin
        OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
        assertThatThrownBy(() -> gate.enter(room -> {
                    throw failure;
                }))
                .isSameAs(failure);

        // Then it holds nothing, and as many as ever find room
        assertThat(gate.held()).isZero();
        gate.enter(begun::add);
        gate.enter(begun::add);
        gate.enter(begun::add);
        assertThat(begun).hasSize(2);
        assertThat(gate.waiting()).isEqualTo(1);
    }

    @Test
    void letsThoseInWhoWaitBehindOneThatFailedToBegin() {
        // Given a full gate, before which one waits that cannot begin, and a good one
        gate.enter(begun::add);
        gate.enter(begun::add);
        gate.enter(room -> {
            throw new IllegalStateException("cannot begin");
        });
        gate.enter(begun::add);

        // When there is room for one
        begun.get(0).close();
        assertThatThrownBy(gate::ended).hasMessage("cannot begin");

        // Then the good one has it
        assertThat(begun).hasSize(3);
        assertThat(gate.held()).isEqualTo(100);
        assertThat(gate.waiting()).isZero();
    }
}
