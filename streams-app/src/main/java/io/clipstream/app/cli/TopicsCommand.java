package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TopicAdmin;
import io.clipstream.app.client.TopicPlan;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Compares and makes topics. */
@Command(name = "topics", description = "Compares the broker's topics with the configuration, and makes them.")
final class TopicsCommand {
    @Spec
    private CommandSpec spec;

    @Command(name = "plan", description = "Prints what 'apply' would do: + make, ~ alter, ! left to you.")
    int plan(@Mixin ConfigOptions options) {
        Deployment deployment = options.deployment();
        try (TopicAdmin admin = new TopicAdmin(deployment)) {
            return print(admin.plan(), "Nothing to do: all topics are as configured.");
        }
    }

    @Command(name = "apply", description = "Makes missing topics and alters settings that differ.")
    int apply(@Mixin ConfigOptions options) {
        Deployment deployment = options.deployment();
        try (TopicAdmin admin = new TopicAdmin(deployment)) {
            return print(admin.apply(), "Nothing was to be done: all topics are as configured.");
        }
    }

    private int print(List<TopicPlan> plans, String nothing) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> lines =
                plans.stream().flatMap(plan -> plan.lines().stream()).toList();
        lines.forEach(out::println);
        if (lines.isEmpty()) {
            out.println(nothing);
        }
        return CommandLines.OK;
    }
}
