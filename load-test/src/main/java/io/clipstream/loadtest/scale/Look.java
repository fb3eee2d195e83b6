package io.clipstream.loadtest.scale;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A look at a scorer process.
 *
 * @param nanos when, on the machine's steady clock
 * @param ready whether all its roles are ready
 * @param images that its device was given
 * @param batches of them
 * @param deviceNanos that its device was busy
 * @param batchNanos that its engine spent in batches, heads included, summed over device workers
 * @param cpuNanos that the process used
 * @param resident bytes that the operating system counts
 * @param heap bytes in use
 * @param direct bytes of direct buffers
 */
record Look(
        long nanos,
        boolean ready,
        long images,
        long batches,
        long deviceNanos,
        long batchNanos,
        long cpuNanos,
        long resident,
        long heap,
        long direct) {

    /** One line of text. */
    String line() {
        return LongStream.of(
                        nanos,
                        ready ? 1 : 0,
                        images,
                        batches,
                        deviceNanos,
                        batchNanos,
                        cpuNanos,
                        resident,
                        heap,
                        direct)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    /** What {@link #line} said. */
    static Look of(String line) {
        long[] n = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Look(n[0], n[1] == 1, n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]);
    }
}
