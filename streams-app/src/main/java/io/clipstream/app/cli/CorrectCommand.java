package io.clipstream.app.cli;

import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one correction. */
@Command(name = "correct", description = "Says what an image shows; confirming a prediction is a correction too.")
final class CorrectCommand implements Callable<Integer> {
    /** Where the labeller found the image. */
    enum Origin {
        SPONTANEOUS(CorrectionOrigin.SPONTANEOUS),
        REVIEW(CorrectionOrigin.REVIEW),
        AUDIT(CorrectionOrigin.AUDIT);

        private final CorrectionOrigin record;

        Origin(CorrectionOrigin record) {
            this.record = record;
        }
    }

    /** One verdict out of three. */
    static final class Verdict {
        @Option(names = "--label", description = "The class that it shows.")
        private String label;

        @Option(names = "--none-of-these", description = "It shows none of the task's classes.")
        private boolean noneOfThese;

        @Option(names = "--withdraw", description = "Takes back what this annotator said of the image before.")
        private boolean withdraw;

        private CorrectionKind kind() {
            if (label != null) {
                return CorrectionKind.LABEL;
            }
            return withdraw ? CorrectionKind.WITHDRAWAL : CorrectionKind.NONE_OF_THESE;
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "IMAGE_ID", description = "Key of the image event and of its prediction.")
    private String imageId;

    @ArgGroup(multiplicity = "1")
    private Verdict verdict;

    @Option(names = "--task", required = true, description = "Task that the image belongs to.")
    private String task;

    @Option(names = "--annotator", defaultValue = "${sys:user.name}", description = "Who says it.")
    private String annotator;

    @Option(
            names = "--origin",
            defaultValue = "SPONTANEOUS",
            description = "How you came to the image: ${COMPLETION-CANDIDATES}.")
    private Origin origin;

    @Override
    public Integer call() {
        try (CorrectionDesk desk = new CorrectionDesk(options.deployment(), annotator, Clock.systemUTC())) {
            UUID id = desk.send(task, imageId, verdict.kind(), verdict.label, origin.record, null)
                    .join();
            spec.commandLine().getOut().println(id);
        }
        return CommandLines.OK;
    }
}
