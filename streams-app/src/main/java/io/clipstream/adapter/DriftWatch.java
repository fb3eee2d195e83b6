package io.clipstream.adapter;

/**
 * Compares the latest images of a task with what a version's stream looked like; safe for use by many threads.
 *
 * <p>Looks at one window of images after another. The distance is the largest difference, over random directions and the
 * eighths of the sample along each, between the share of the window and that of the sample below it (Kolmogorov and
 * Smirnov's statistic at fixed places). An alarm wants more than the distance asked for and more than chance explains, so
 * that a small sample is no cause for alarm; both are needed, since any real stream differs significantly from itself.
 * Windows are as independent as the stream is: images in long bursts of one source want a larger window.
 */
public final class DriftWatch {
    /** Probability of exceeding it by chance: 2 exp(−2 · 2.5²) = 7e-6 for each of 32 directions, 2e-4 together. */
    private static final double CHANCE = 2.5;

    /** Standard errors that the estimated accuracy must fall by. */
    private static final double ERRORS = 3;

    private final StreamSketch sketch;
    private final Projections projections;
    private final Limits limits;
    private final int[] below;
    private int seen;
    private int sure;
    private volatile Reading latest = Reading.NONE;

    /**
     * When to raise an alarm.
     *
     * @param window images, from 1
     * @param distance in (0, 1]
     * @param accuracyDrop in (0, 1]
     */
    public record Limits(int window, double distance, double accuracyDrop) {
        /** 512 images, a distance of 0.2, five points. */
        public static final Limits DEFAULT = new Limits(512, 0.2, 0.05);

        public Limits {
            if (window < 1 || !(distance > 0 && distance <= 1) || !(accuracyDrop > 0 && accuracyDrop <= 1)) {
                throw new IllegalArgumentException(
                        "drift wants a window from 1 and distance and accuracyDrop in (0, 1]," + " got " + window + ", "
                                + distance + ", " + accuracyDrop);
            }
        }
    }

    /**
     * What the latest full window said.
     *
     * @param distance in [0, 1]; NaN before the first window
     * @param accuracy estimated without labels, in [0, 1]; NaN where the version does not know from where it is right
     * @param features whether the images are others than they were
     * @param worse whether they seem to be classified worse
     */
    public record Reading(double distance, double accuracy, boolean features, boolean worse) {
        /** Before the first window. */
        public static final Reading NONE = new Reading(Double.NaN, Double.NaN, false, false);

        /** Whether there is cause for alarm. */
        public boolean isAlarm() {
            return features || worse;
        }
    }

    /** A watch for features of {@code dimension} values. */
    public DriftWatch(StreamSketch sketch, int dimension, Limits limits) {
        this(sketch, new Projections(dimension), limits);
    }

    private DriftWatch(StreamSketch sketch, Projections projections, Limits limits) {
        this.sketch = sketch;
        this.projections = projections;
        this.limits = limits;
        this.below = new int[StreamSketch.CUTS * Projections.COUNT];
    }

    /** The same watch for another version's stream; the reading stays until the first window. */
    public DriftWatch following(StreamSketch next) {
        DriftWatch watch = new DriftWatch(next, projections, limits);
        watch.latest = latest;
        return watch;
    }

    /** What the latest full window said. */
    public Reading latest() {
        return latest;
    }

    /**
     * Takes an image in.
     *
     * @param feature D values, length 1
     * @param confidence probability of its predicted class
     * @return whether a window ended with it
     */
    public boolean add(float[] feature, float confidence) {
        float[] along = new float[Projections.COUNT];
        projections.project(feature, 0, along);
        synchronized (this) {
            for (int i = 0; i < below.length; i++) {
                below[i] += along[i / StreamSketch.CUTS] < sketch.cuts()[i] ? 1 : 0;
            }
            sure += confidence >= sketch.sureFrom().orElse(2) ? 1 : 0;
            if (++seen < limits.window()) {
                return false;
            }
            latest = read();
            java.util.Arrays.fill(below, 0);
            seen = 0;
            sure = 0;
            return true;
        }
    }

    private Reading read() {
        double distance = 0;
        for (int i = 0; i < below.length; i++) {
            // As the cut was taken: so many of the sample lie below it.
            long sampled = (i % StreamSketch.CUTS + 1L) * sketch.images() / (StreamSketch.CUTS + 1);
            distance = Math.max(distance, Math.abs((double) below[i] / seen - (double) sampled / sketch.images()));
        }
        boolean features =
                distance > limits.distance() && distance > CHANCE * Math.sqrt(1.0 / seen + 1.0 / sketch.images());
        if (sketch.sureFrom().isEmpty()) {
            return new Reading(distance, Double.NaN, features, false);
        }
        double accuracy = (double) sure / seen;
        double before = sketch.accuracy();
        double error =
                Math.sqrt(Math.max(before * (1 - before), 1 / sketch.labels()) * (1 / sketch.labels() + 1.0 / seen));
        double drop = before - accuracy;
        return new Reading(distance, accuracy, features, drop > limits.accuracyDrop() && drop > ERRORS * error);
    }
}
