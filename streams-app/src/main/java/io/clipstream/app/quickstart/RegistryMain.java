package io.clipstream.app.quickstart;

import java.io.IOException;

/**
 * Main class of the registry's process: runs another main class, and ends when the process that started it does.
 *
 * <p>The parent holds the other end of standard input and never writes to it. However the parent ends, kill -9
 * included, the operating system closes that end, and this process stops: no registry is left behind.
 */
final class RegistryMain {
    private RegistryMain() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(RegistryMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        // By name: the registry is run, not linked, and is on the class path of this process alone.
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent; only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        // At once and without hooks: the database writes each commit through before it is acknowledged.
        Runtime.getRuntime().halt(0);
    }
}
