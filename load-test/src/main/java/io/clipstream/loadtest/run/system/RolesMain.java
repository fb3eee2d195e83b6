package io.clipstream.loadtest.run.system;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.config.ConfigLoader;
import io.clipstream.app.config.ConfigSources;
import io.clipstream.app.metrics.Metrics;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.app.run.ModelLoader;
import io.clipstream.app.run.Node;
import io.clipstream.app.run.Role;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import io.clipstream.loadtest.crash.ParentWatch;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;

/**
 * Process of the measured roles: all of the product's, as {@code clipstream run} has them.
 *
 * <p>Its first line on standard output is the address of its console. It ends when standard input does.
 */
final class RolesMain {
    private RolesMain() {}

    /** Arguments: {@code key=value} pairs of the configuration. */
    public static void main(String[] args) {
        // What others print must not come before the address.
        PrintStream answer = System.out;
        System.setOut(System.err);
        ParentWatch.start();
        Deployment deployment = Deployment.of(ConfigLoader.load(new ConfigSources().flags(List.of(args))));
        ClipModel model = ModelLoader.load(
                ModelFolder.resolve(deployment.config()), deployment.config(), LoadOptions.bothTowers());
        Node node = Node.start(deployment, EnumSet.allOf(Role.class), model, new Metrics());
        answer.println(node.consoleUrl().orElseThrow());
        answer.flush();
        node.awaitEnd();
        Runtime.getRuntime().halt(1);
    }
}
