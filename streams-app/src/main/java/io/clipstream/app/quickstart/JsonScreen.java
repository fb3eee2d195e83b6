package io.clipstream.app.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.schemas.Promotion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** One JSON object a second on standard output, and a last one with the summary; remarks go to standard error. */
final class JsonScreen implements Screen {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final PrintWriter err;

    JsonScreen(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    @Override
    public void promotion(Promotion promotion) {
        note(Lines.promotion(promotion));
    }

    @Override
    public void tick(Figures figures) {
        print(figures.toMap());
    }

    @Override
    public void summary(Figures figures, List<String> next) {
        print(figures.toSummary());
    }

    private void print(Map<String, Object> object) {
        try {
            out.println(JSON.writeValueAsString(object));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values always become JSON", e);
        }
    }
}
