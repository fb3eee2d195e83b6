package io.clipstream.app.quickstart;

import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** A terminal: promotions and remarks scroll by, a block of figures stays below them and is drawn again every second. */
final class TerminalScreen implements Screen {
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Terminal terminal;
    private final PrintWriter out;
    private List<String> block = List.of();

    TerminalScreen(Terminal terminal) {
        this.terminal = terminal;
        this.out = terminal.writer();
    }

    @Override
    public void note(String line) {
        above(line, AttributedStyle.DEFAULT);
    }

    @Override
    public void promotion(Promotion promotion) {
        boolean refused = promotion.getOutcome() == PromotionOutcome.REFUSED;
        above(
                (refused ? "  - " : "  + ") + Lines.promotion(promotion),
                AttributedStyle.DEFAULT.foreground(refused ? AttributedStyle.YELLOW : AttributedStyle.GREEN));
    }

    @Override
    public void tick(Figures figures) {
        erase();
        block = Lines.block(figures);
        draw();
    }

    @Override
    public void summary(Figures figures, List<String> next) {
        erase();
        block = List.of();
        out.println();
        Lines.summary(figures).forEach(line -> print(line, AttributedStyle.BOLD));
        next.forEach(line -> print(line, AttributedStyle.DEFAULT));
        out.flush();
    }

    private void above(String line, AttributedStyle style) {
        erase();
        print(line, style);
        draw();
    }

    private void erase() {
        if (!block.isEmpty()) {
            out.print("\r\u001b[" + (block.size() + 1) + "A" + CLEAR_BELOW);
        }
    }

    private void draw() {
        if (!block.isEmpty()) {
            out.println();
            block.forEach(line -> print(line, AttributedStyle.DEFAULT));
        }
        out.flush();
    }

    private void print(String line, AttributedStyle style) {
        // A line that wraps would make the block higher than it is thought to be.
        int width = terminal.getWidth() > 20 ? terminal.getWidth() - 1 : 120;
        String fitting = line.length() > width ? line.substring(0, width) : line;
        out.println(new AttributedStringBuilder().styled(style, fitting).toAnsi(terminal));
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (java.io.IOException e) {
            out.flush();
        }
    }
}
