package io.clipstream.loadtest.swap;

import io.clipstream.scoring.LiveVersion;
import io.clipstream.topology.AdapterTailListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes down, a line each and at once, what an instance sees and when; safe for many threads. */
final class InstanceDiary implements AdapterTailListener {
    private final Writer out;

    private InstanceDiary(Writer out) {
        this.out = out;
    }

    static InstanceDiary open(Path file) throws IOException {
        InstanceDiary diary = new InstanceDiary(Files.newBufferedWriter(file));
        diary.write("started", "");
        return diary;
    }

    @Override
    public void live(LiveVersion version) {
        write("live", version.task() + " " + version.version() + " " + version.pointerOffset());
    }

    @Override
    public void refused(String task, String reason) {
        write("refused", task);
    }

    /** The instance scores from now on. */
    void ready() {
        write("ready", "");
    }

    /** Bytes, each of them. */
    void memory(long heapAfterCollection, long resident, long direct, long committedHeap) {
        write("memory", heapAfterCollection + " " + resident + " " + direct + " " + committedHeap);
    }

    private synchronized void write(String kind, String rest) {
        try {
            out.write(kind + " " + micros() + " " + rest + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The machine's clock, the same for all of its processes. */
    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
