package io.clipstream.app.quickstart;

import java.io.IOException;
import java.io.PrintWriter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Chooses the screen: JSON if asked for, a terminal's where there is one, plain lines otherwise. */
final class Screens {
    private Screens() {}

    static Screen choose(boolean json, PrintWriter out, PrintWriter err) {
        if (json) {
            return new JsonScreen(out, err);
        }
        if (System.console() == null) {
            return new PlainScreen(out);
        }
        try {
            Terminal terminal =
                    TerminalBuilder.builder().system(true).dumb(true).build();
            if (Terminal.TYPE_DUMB.equals(terminal.getType())) {
                terminal.close();
                return new PlainScreen(out);
            }
            return new TerminalScreen(terminal);
        } catch (IOException e) {
            return new PlainScreen(out);
        }
    }
}
