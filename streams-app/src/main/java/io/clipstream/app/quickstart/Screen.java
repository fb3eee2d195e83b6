package io.clipstream.app.quickstart;

import io.clipstream.schemas.Promotion;

/** Shows a quickstart to whoever started it; called by one thread. */
interface Screen extends AutoCloseable {
    /** Something that happens while the system starts or ends. */
    void note(String line);

    /** A version was promoted or refused. */
    void promotion(Promotion promotion);

    /** The figures of the present second. */
    void tick(Figures figures);

    /** The last figures, and where to go next. */
    void summary(Figures figures, java.util.List<String> next);

    /** Gives the terminal back. */
    @Override
    default void close() {}
}
