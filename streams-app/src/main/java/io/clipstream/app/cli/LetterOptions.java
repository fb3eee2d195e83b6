package io.clipstream.app.cli;

import io.clipstream.app.letters.LetterFilter;
import io.clipstream.app.letters.LetterId;
import io.clipstream.app.letters.LetterQuery;
import io.clipstream.topology.Reason;
import io.clipstream.topology.Stage;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine.Option;

/** The flags that choose letters by what they say. */
final class LetterOptions {
    @Option(names = "--stage", description = "Only of this stage: ${COMPLETION-CANDIDATES}.")
    private Stage stage;

    @Option(names = "--reason", description = "Only for this reason: ${COMPLETION-CANDIDATES}.")
    private Reason reason;

    @Option(names = "--task", description = "Only records that name this task.")
    private String task;

    @Option(names = "--topic", description = "Only records from this topic.")
    private String topic;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description =
                    "Refused at this time or later: 2026-11-22T09:00:00Z, 2026-11-22 (UTC), or an age: 90s, 15m, 2h, 7d.")
    private Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Refused before this time.")
    private Instant until;

    /** Whether any of them is given. */
    boolean chosen() {
        return stage != null || reason != null || task != null || topic != null || since != null || until != null;
    }

    /** The letters that they choose, among {@code ids} where not empty. */
    LetterQuery query(Set<LetterId> ids) {
        return new LetterQuery(new LetterFilter(ids, stage, reason, topic, since, until), task);
    }
}
