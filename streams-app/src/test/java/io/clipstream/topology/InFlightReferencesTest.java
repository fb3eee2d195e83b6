package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InFlightReferencesTest {
    private final ScoreCommits commits = new ScoreCommits();
    private final KeyValueStore<byte[], Long> store =
            InFlightReferences.storeBuilder().withLoggingDisabled().build();

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    }

    @Test
    void keepsAReferenceUntilTheCommitThatFollowsItsForward() {
        // Given three images under at-least-once, the first of them forwarded
        InFlightReferences owner = atLeastOnce();
        for (long offset = 5; offset < 8; offset++) {
            owner.put(image(offset));
        }
        owner.forwarded(image(5));

        // When there was no commit since, then the next owner begins with all of them
        owner.deleteCommitted();
        assertThat(atLeastOnce().leftovers()).containsExactly(image(5), image(6), image(7));

        // When there was one, then with those that were not forwarded
        commits.commit(Map.of());
        owner.deleteCommitted();
        assertThat(atLeastOnce().leftovers()).containsExactly(image(6), image(7));
        assertThat(owner.awaitsCommit()).isFalse();
    }

    @Test
    void leavesOutWhatAFrozenOwnerWroteAfterItsHeirWasThroughWithIt() {
        // Given an owner who freezes, and an heir who answers and commits all
        InFlightReferences frozen = atLeastOnce();
        frozen.leftovers();
        InFlightReferences heir = atLeastOnce();
        for (long offset = 5; offset < 8; offset++) {
            heir.put(image(offset));
            heir.forwarded(image(offset));
        }
        commits.commit(Map.of());
        heir.deleteCommitted();

        // When the first one wakes and takes in what it still held
        frozen.put(image(6));

        // Then the next owner does not answer it once more, and forgets it
        assertThat(atLeastOnce().leftovers()).isEmpty();
        assertThat(atLeastOnce().contains(image(6))).isFalse();
    }

    @Test
    void neverLeavesOutWhatIsStillInFlight() {
        // Given images of which the heir has answered one
        InFlightReferences heir = atLeastOnce();
        heir.put(image(5));
        heir.put(image(6));
        heir.put(image(9));
        heir.forwarded(image(5));
        commits.commit(Map.of());
        heir.deleteCommitted();

        // Then the others are there for the next owner, and go with their own commits
        InFlightReferences next = atLeastOnce();
        assertThat(next.leftovers()).containsExactly(image(6), image(9));
        next.put(image(12));
        next.forwarded(image(6));
        commits.commit(Map.of());
        next.deleteCommitted();
        assertThat(atLeastOnce().leftovers()).containsExactly(image(9), image(12));
    }

    @Test
    void beginsAgainBelowWhereSomebodyHasSetTheGroupBack() {
        // Given an owner who has answered all up to the eighth image
        InFlightReferences owner = atLeastOnce();
        owner.put(image(8));
        owner.forwarded(image(8));
        commits.commit(Map.of());
        owner.deleteCommitted();

        // When the group is set back to the second, and its owner is killed
        InFlightReferences again = atLeastOnce();
        again.leftovers();
        again.put(image(2));
        again.put(image(3));

        // Then the next owner finds both
        assertThat(atLeastOnce().leftovers()).containsExactly(image(2), image(3));
    }

    @Test
    void dropsAReferenceWithItsForwardUnderExactlyOnce() {
        // Given
        InFlightReferences owner = new InFlightReferences(store, commits, true, "images");
        owner.put(image(5));
        owner.put(image(6));

        // When one is forwarded, then its reference goes in the same transaction
        owner.forwarded(image(5));
        assertThat(new InFlightReferences(store, commits, true, "images").leftovers())
                .containsExactly(image(6));
    }

    private InFlightReferences atLeastOnce() {
        return new InFlightReferences(store, commits, false, "images");
    }

    private static SourcePosition image(long offset) {
        return new SourcePosition("images", 3, offset, 1_000 + offset);
    }
}
