package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.clip.ClipModel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** A process of the score role, run as the program runs it, on a device that does as it is told. */
final class ObedientChild {
    private ObedientChild() {}

    /** Arguments: the file of orders, then {@code key=value} pairs of the configuration. */
    public static void main(String[] args) throws Exception {
        ObedientBackbone backbone =
                new ObedientBackbone(ClipModel.load(Installation.locate().demoModel()), Path.of(args[0]));
        List<String> pairs = List.of(args).subList(1, args.length);
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(pairs)));
        System.exit(NodeRunner.runWith(backbone, deployment, EnumSet.of(Role.SCORE)) ? 1 : 0);
    }
}
