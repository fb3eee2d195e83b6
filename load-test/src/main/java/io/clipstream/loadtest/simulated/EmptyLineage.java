package io.clipstream.loadtest.simulated;

import io.clipstream.schemas.Lineage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The lineage of adapter versions that nobody trained. */
public final class EmptyLineage {
    private EmptyLineage() {}

    /** Says what made a version, and that nothing went into it. */
    public static Lineage of(String trigger) {
        return new Lineage(
                null,
                trigger,
                "",
                "",
                "",
                "",
                0L,
                0,
                List.of(),
                List.of(),
                Instant.EPOCH,
                0L,
                Map.of(),
                "cpu",
                null,
                List.of(),
                0,
                List.of());
    }
}
