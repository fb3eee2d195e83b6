package io.clipstream.app.cli;

import io.clipstream.app.letters.Letter;
import io.clipstream.app.letters.LetterDesk;
import io.clipstream.app.letters.LetterIndex;
import io.clipstream.app.letters.LetterState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists dead letters. */
@Command(name = "list", description = "Lists dead letters, oldest first, with what became of them.")
final class DlqListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private LetterOptions letters;

    @ArgGroup
    private State state;

    @Option(
            names = "--limit",
            defaultValue = "100",
            description = "Shows the newest N of them; 0 for all (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--summary", description = "Counts them by stage and reason, and says what to do.")
    private boolean summary;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    /** One or the other. */
    private static final class State {
        @Option(names = "--open", description = "Only those that nobody has replayed.")
        private boolean open;

        @Option(names = "--replayed", description = "Only those that were replayed.")
        private boolean replayed;
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new IllegalArgumentException("--limit must be at least 0, it is " + limit);
        }
        LetterIndex index = new LetterDesk(options.deployment()).read(letters.query(Set.of()), this::remark);
        List<Letter> found = index.letters().stream()
                .filter(letter -> isWanted(letter, index))
                .toList();
        if (index.strays() > 0) {
            remark(index.strays() + " records on the topic are no letters of Clipstream's, and left out");
        }
        if (summary) {
            LetterSummary.of(found, index)
                    .forEach(group -> out().println(json ? Json.line(group.view()) : group.lines()));
        } else {
            print(found, index);
        }
        return CommandLines.OK;
    }

    private boolean isWanted(Letter letter, LetterIndex index) {
        boolean open = index.state(letter) == LetterState.OPEN;
        return state == null || (state.open ? open : !open);
    }

    private void print(List<Letter> found, LetterIndex index) {
        int hidden = limit == 0 ? 0 : Math.max(0, found.size() - limit);
        for (Letter letter : found.subList(hidden, found.size())) {
            out().println(json ? Json.line(LetterView.of(letter, index)) : LetterView.line(letter, index));
        }
        if (hidden > 0) {
            remark(hidden + " older ones are not shown: --limit 0 shows all, --summary counts them");
        } else if (found.isEmpty()) {
            remark("no dead letters");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void remark(String text) {
        spec.commandLine().getErr().println("clipstream: " + text);
    }
}
