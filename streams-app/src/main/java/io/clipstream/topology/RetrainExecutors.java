package io.clipstream.topology;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Where fits run, away from the stream threads; closed by their owner after the streams application.
 *
 * <p>Each takes work in turn, and a task has at most one piece of it in each, so that no task keeps another from its turn.
 *
 * @param leading refits of the methods in use
 * @param challengers challengers, which may take minutes: best threads of low priority
 * @param instants single examples, a millisecond or so each: corrections wait for these
 */
public record RetrainExecutors(Executor leading, Executor challengers, Executor instants) {
    public RetrainExecutors {
        Objects.requireNonNull(leading, "leading");
        Objects.requireNonNull(challengers, "challengers");
        Objects.requireNonNull(instants, "instants");
    }
}
