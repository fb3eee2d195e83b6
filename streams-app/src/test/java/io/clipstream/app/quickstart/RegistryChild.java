package io.clipstream.app.quickstart;

import java.nio.file.Path;

/** A process that has started a registry, to be killed. */
final class RegistryChild {
    private RegistryChild() {}

    public static void main(String[] args) throws Exception {
        RegistryProcess registry = RegistryProcess.start(Path.of(args[0]), Path.of(args[1]));
        ChildJvm.report(registry.pid() + " " + registry.url());
    }
}
