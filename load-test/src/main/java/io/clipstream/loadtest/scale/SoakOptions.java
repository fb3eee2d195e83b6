package io.clipstream.loadtest.scale;

/**
 * What a soak is asked for.
 *
 * @param images to send, from 1,000
 * @param heapMegabytes of the scorer, all of it there from the start
 * @param batchMicros what the simulated device takes a batch
 * @param tasks that the images are of
 */
record SoakOptions(int images, int heapMegabytes, long batchMicros, int tasks) {
    SoakOptions {
        require(images >= 1_000, "images is " + images + ", expected 1000 or more");
        require(heapMegabytes >= 64, "the heap is " + heapMegabytes + " MB, expected 64 or more");
        require(batchMicros >= 1, "a batch takes " + batchMicros + " µs, expected 1 or more");
        require(tasks >= 1, "tasks is " + tasks + ", expected 1 or more");
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
