package io.clipstream.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the command line. */
@Command(
        name = "clipstream",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionProvider.class,
        description = "Classifies a stream of images with CLIP and keeps learning from the people who correct it.",
        subcommands = {
            QuickstartCommand.class,
            RunCommand.class,
            TaskCommand.class,
            PublishCommand.class,
            CorrectCommand.class,
            ImportCommand.class,
            RelabelCommand.class,
            ForgetCommand.class,
            ReembedCommand.class,
            AdaptersCommand.class,
            ShadowCommand.class,
            RescoreCommand.class,
            DlqCommand.class,
            TopicsCommand.class,
            ModelCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
        })
public final class ClipstreamCommand {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Stack traces with errors.")
    private boolean verbose;

    /** Whether errors come with their stack traces. */
    boolean verbose() {
        return verbose;
    }
}
