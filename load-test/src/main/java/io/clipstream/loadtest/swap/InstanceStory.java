package io.clipstream.loadtest.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instance has told in its diary; times in microseconds of the machine's clock.
 *
 * @param number of the instance, which its features carry
 * @param guest whether it came during the run
 * @param startedMicros when its process began; {@link Long#MAX_VALUE} if it has not
 * @param readyMicros when it began to score; {@link Long#MAX_VALUE} if it has not
 * @param endedMicros when it was asked to end; {@link Long#MAX_VALUE} if it was not
 */
record InstanceStory(
        int number,
        boolean guest,
        long startedMicros,
        long readyMicros,
        long endedMicros,
        List<Live> live,
        List<Memory> memory,
        int refusals) {
    /** A version went live. */
    record Live(String task, int version, long pointerOffset, long micros) {}

    /** Bytes at one moment: heap after a collection, resident set, direct buffers, committed heap. */
    record Memory(long micros, long heap, long resident, long direct, long committedHeap) {}

    static InstanceStory read(int number, boolean guest, long endedMicros, Path diary) throws IOException {
        long started = Long.MAX_VALUE;
        long ready = Long.MAX_VALUE;
        int refusals = 0;
        List<Live> live = new ArrayList<>();
        List<Memory> memory = new ArrayList<>();
        for (String line : lines(diary)) {
            String[] words = line.split(" ");
            long micros = Long.parseLong(words[1]);
            switch (words[0]) {
                case "started" -> started = micros;
                case "ready" -> ready = micros;
                case "refused" -> refusals++;
                case "live" ->
                    live.add(new Live(words[2], Integer.parseInt(words[3]), Long.parseLong(words[4]), micros));
                case "memory" ->
                    memory.add(new Memory(
                            micros,
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5])));
                default -> throw new IOException(diary + " has the line '" + line + "'");
            }
        }
        return new InstanceStory(number, guest, started, ready, endedMicros, live, memory, refusals);
    }

    /** Whether its process was starting then: loading and compiling classes, on cores that the others want too. */
    boolean isStarting(long micros) {
        return micros >= startedMicros && micros < Math.min(readyMicros, endedMicros);
    }

    /** Whole lines alone: a killed instance may leave half of one, a living one may be writing it. */
    private static List<String> lines(Path diary) throws IOException {
        if (!Files.exists(diary)) {
            return List.of();
        }
        String text = Files.readString(diary);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
