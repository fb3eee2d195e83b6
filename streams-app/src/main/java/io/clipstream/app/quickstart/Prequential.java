package io.clipstream.app.quickstart;

import java.util.TreeMap;

/**
 * Accuracy of a stream in which every image is judged by the prediction it got when it came, before anybody corrected it
 * (Dawid's prequential principle); safe for use by many threads.
 */
final class Prequential {
    private static final int RECENT = 200;

    /**
     * Shares of images whose top label was right, in [0, 1]; 0 where there are none.
     *
     * @param images judged
     */
    record Score(int images, double adapted, double zeroShot) {}

    private record Judged(boolean adapted, boolean zeroShot) {}

    private final TreeMap<Integer, Judged> judged = new TreeMap<>();

    /**
     * Judges one image.
     *
     * @param number of the image in the order of sending
     */
    synchronized void judge(int number, boolean adaptedRight, boolean zeroShotRight) {
        judged.put(number, new Judged(adaptedRight, zeroShotRight));
    }

    /** Over the last quarter of the images, in the order of sending. */
    synchronized Score lastQuarter() {
        return last((judged.size() + 3) / 4);
    }

    /** Over the last 200. */
    synchronized Score recent() {
        return last(RECENT);
    }

    /** Over all. */
    synchronized Score all() {
        return last(judged.size());
    }

    private Score last(int count) {
        int images = 0;
        int adapted = 0;
        int zeroShot = 0;
        for (Judged one : judged.descendingMap().values()) {
            if (images == count) {
                break;
            }
            images++;
            adapted += one.adapted ? 1 : 0;
            zeroShot += one.zeroShot ? 1 : 0;
        }
        return new Score(
                images, images == 0 ? 0 : adapted / (double) images, images == 0 ? 0 : zeroShot / (double) images);
    }
}
