package io.clipstream.app.run;

import io.clipstream.clip.hub.FetchListener;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a fetch to people: a bar on a terminal, plain lines elsewhere. */
public final class FetchProgress implements FetchListener, AutoCloseable {
    private static final long MEGABYTE = 1_000_000;
    /** Files below it are here before anybody wonders. */
    private static final long WORTH_LINES = 50 * MEGABYTE;

    private static final int LINES_A_FILE = 10;

    private final Consumer<String> lines;
    private final boolean terminal;

    private ProgressBar bar;
    private String file;
    private long size;
    private long said;

    /** @param terminal whether standard error is one, so that a bar can be drawn there */
    FetchProgress(Consumer<String> lines, boolean terminal) {
        this.lines = lines;
        this.terminal = terminal;
    }

    /** The kind that fits this process; notes go to {@code lines} in both. */
    public static FetchProgress choose(Consumer<String> lines) {
        return new FetchProgress(lines, System.console() != null);
    }

    @Override
    public void note(String line) {
        lines.accept(line);
    }

    @Override
    public void begin(String name, long bytes, long done) {
        file = name;
        size = bytes;
        said = tenths(done);
        if (terminal && bytes < MEGABYTE) {
            // Here before a bar could be drawn.
            return;
        }
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(bytes)
                    .setUnit(" MB", MEGABYTE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .showSpeed()
                    .build();
            bar.stepTo(done);
        } else {
            lines.accept(name + ": " + megabytes(bytes)
                    + (done > 0 ? ", going on after " + megabytes(done) + " from before" : ""));
        }
    }

    @Override
    public void progress(long done) {
        if (bar != null) {
            bar.stepTo(done);
        } else if (!terminal && size >= WORTH_LINES && tenths(done) > said) {
            said = tenths(done);
            lines.accept(file + ": " + megabytes(done) + " of " + megabytes(size));
        }
    }

    private long tenths(long done) {
        return size == 0 ? 0 : done * LINES_A_FILE / size;
    }

    @Override
    public void end() {
        close();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private static String megabytes(long bytes) {
        if (bytes < MEGABYTE) {
            return String.format(java.util.Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return String.format(java.util.Locale.ROOT, "%.1f MB", bytes / (double) MEGABYTE);
    }
}
