package io.clipstream.loadtest.backlog;

/**
 * What a backlog run is asked for.
 *
 * @param images to queue before scoring begins, from 1
 * @param imageBytes about what each has, from 1,000
 * @param width of each, in pixels
 * @param height of each, in pixels
 * @param partitions of the images topic, all of them the one scorer's
 * @param heapMegabytes largest heap of the scorer
 * @param batchMillis what the simulated device takes a batch
 */
record BacklogOptions(
        int images, int imageBytes, int width, int height, int partitions, int heapMegabytes, long batchMillis) {
    BacklogOptions {
        require(images >= 1, "images is " + images + ", expected 1 or more");
        require(imageBytes >= 1_000, "the bytes of an image are " + imageBytes + ", expected 1000 or more");
        require(width >= 1 && height >= 1, "the size is " + width + "x" + height + ", expected 1x1 or more");
        require(partitions >= 1, "partitions is " + partitions + ", expected 1 or more");
        require(heapMegabytes >= 64, "the heap is " + heapMegabytes + " MB, expected 64 or more");
        require(batchMillis >= 0, "a batch takes " + batchMillis + " ms, expected 0 or more");
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
