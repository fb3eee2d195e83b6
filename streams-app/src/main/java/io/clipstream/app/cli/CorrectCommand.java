package io.clipstream.app.cli;

import io.clipstream.app.client.BulkCorrections;
import io.clipstream.app.client.CorrectionDefaults;
import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.app.client.CorrectionFile;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one correction, or those of a file. */
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

    @Parameters(
            paramLabel = "IMAGE_ID",
            arity = "0..1",
            description = "Key of the image event and of its prediction; or --file.")
    private String imageId;

    @ArgGroup
    private Verdict verdict;

    @Option(names = "--file", paramLabel = "FILE", description = "Corrections as CSV or JSON lines; '-' for input.")
    private String file;

    @Option(names = "--task", description = "Task of the image, or of the lines that name none.")
    private String task;

    @Option(names = "--annotator", defaultValue = "${sys:user.name}", description = "Who says it.")
    private String annotator;

    @Option(
            names = "--origin",
            defaultValue = "SPONTANEOUS",
            description = "How you came to the image: ${COMPLETION-CANDIDATES}.")
    private Origin origin;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "When the lines that name no time were said; the file's own time where this is absent.")
    private Instant time;

    @Option(names = "--held-out", description = "Never trained on; every gate looks at it.")
    private boolean heldOut;

    @Option(
            names = "--listen",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to listen for refusals after the last line (${DEFAULT-VALUE}).")
    private int listen;

    @Override
    public Integer call() throws IOException {
        if (file != null && (imageId != null || verdict != null || heldOut)) {
            throw new ParameterException(
                    spec.commandLine(), "--file wants neither an image nor a verdict: its lines have them");
        }
        if (file != null) {
            return sendFile();
        }
        if (imageId == null || verdict == null || task == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "say IMAGE_ID, --task, and one of --label, --none-of-these and --withdraw; or --file");
        }
        try (CorrectionDesk desk = new CorrectionDesk(options.deployment())) {
            Correction correction = Correction.newBuilder()
                    .setCorrectionId(UUID.randomUUID())
                    .setTask(task)
                    .setKind(verdict.kind())
                    .setLabel(verdict.label)
                    .setOrigin(origin.record)
                    .setAnnotator(annotator)
                    .setEventTime(time == null ? Instant.now() : time)
                    .setHeldOut(heldOut)
                    .build();
            desk.send(imageId, correction).join();
            spec.commandLine().getOut().println(correction.getCorrectionId());
        }
        return CommandLines.OK;
    }

    private int sendFile() throws IOException {
        boolean input = file.equals("-");
        if (input && time == null) {
            // A time of our own would make new corrections of the same lines each time that they are sent.
            throw new ParameterException(spec.commandLine(), "--file - wants --time, for lines that name no time");
        }
        Path path = Path.of(file);
        if (!input && !Files.isReadable(path)) {
            throw new RefusedException("there is no file " + path + " that can be read");
        }
        Instant said = time != null
                ? time
                : Instant.ofEpochMilli(Files.getLastModifiedTime(path).toMillis());
        CorrectionDefaults defaults = new CorrectionDefaults(task, annotator, origin.record, said);
        PrintWriter err = spec.commandLine().getErr();
        try (BufferedReader reader = input
                        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                        : Files.newBufferedReader(path);
                BulkCorrections bulk = new BulkCorrections(options.deployment(), sent -> {
                    err.println(sent + " sent");
                    err.flush();
                })) {
            CorrectionFile.read(reader, defaults, bulk::send);
            bulk.finish(Duration.ofSeconds(listen));
            bulk.refused().forEach((line, why) -> err.println("line " + line + ": " + Printable.line(why, 400)));
            spec.commandLine()
                    .getOut()
                    .println(
                            bulk.sent() + " corrections sent, " + bulk.refused().size() + " lines refused");
            return bulk.refused().isEmpty() ? CommandLines.OK : CommandLines.FAILED;
        }
    }
}
