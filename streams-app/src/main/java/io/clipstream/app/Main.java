package io.clipstream.app;

import io.clipstream.app.cli.CommandLines;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Entry point of the program {@code clipstream}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(CommandLines.run(out, err, args));
    }
}
