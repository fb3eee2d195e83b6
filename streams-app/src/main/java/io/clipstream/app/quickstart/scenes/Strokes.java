package io.clipstream.app.quickstart.scenes;

import java.awt.BasicStroke;

/** Pens of the widths that the land uses draw with. */
final class Strokes {
    private Strokes() {}

    static BasicStroke of(double width) {
        return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    static BasicStroke dashed(double width, double dash) {
        float[] pattern = {(float) dash, (float) dash};
        return new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0);
    }
}
