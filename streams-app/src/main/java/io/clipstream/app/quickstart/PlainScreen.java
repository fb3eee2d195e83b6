package io.clipstream.app.quickstart;

import io.clipstream.schemas.Promotion;
import java.io.PrintWriter;
import java.util.List;

/** Plain lines, for output that goes to a file or a pipe. */
final class PlainScreen implements Screen {
    private static final int SECONDS_BETWEEN = 5;

    private final PrintWriter out;
    private int ticks;

    PlainScreen(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void note(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void promotion(Promotion promotion) {
        note("        " + Lines.promotion(promotion));
    }

    @Override
    public void tick(Figures figures) {
        if (ticks++ % SECONDS_BETWEEN == 0) {
            note(Lines.tick(figures));
        }
    }

    @Override
    public void summary(Figures figures, List<String> next) {
        note("");
        Lines.summary(figures).forEach(this::note);
        next.forEach(this::note);
    }
}
