package io.clipstream.topology;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Where fits run, away from the stream threads; closed by their owner after the streams application.
 *
 * @param leading refits of the methods in use: corrections wait for these
 * @param challengers challengers, which may take minutes: best threads of low priority
 */
public record RetrainExecutors(Executor leading, Executor challengers) {
    public RetrainExecutors {
        Objects.requireNonNull(leading, "leading");
        Objects.requireNonNull(challengers, "challengers");
    }
}
