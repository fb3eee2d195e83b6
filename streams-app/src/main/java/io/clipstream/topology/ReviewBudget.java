package io.clipstream.topology;

/**
 * How many of a task's images may go to review in one partition, an hour of event time; belongs to its stream thread.
 *
 * <p>A token bucket that fills by event time and holds five minutes' worth. The audit is served first: its probability is
 * the share asked for, or what the whole budget allows at the rate of the images before, and it may overdraw; uncertain
 * images have what is left, instructive ones down to the last token, others while the bucket is half full.
 *
 * <p>Nothing is stored: a new owner of the partition begins with a full bucket, which costs at most five minutes' worth. A
 * task whose images are spread unevenly over partitions gets less than its budget, never more for long.
 */
final class ReviewBudget {
    private static final double HOUR = 3_600_000;
    /** Over which the rate of images is estimated, in milliseconds. */
    private static final double WINDOW = 600_000;
    /** Before that much of it has passed the rate is as if so much had, in milliseconds. */
    private static final double LEAST_SEEN = 60_000;
    /** An event time that lies further back than this is another clock, not a late image. */
    private static final long LATEST = 3_600_000;

    private static final long FARTHEST = 1L << 60;

    private final double perHour;
    private final double capacity;
    private double tokens;
    private long now = Long.MIN_VALUE;
    private double seen;
    private double recent;

    ReviewBudget(double perHour) {
        this.perHour = perHour;
        this.capacity = Math.max(1, perHour / 12);
        this.tokens = capacity;
    }

    double perHour() {
        return perHour;
    }

    /** An image comes; returns the probability with which the audit draws it, at most {@code share}. */
    float arrives(long eventMillis, float share) {
        advance(eventMillis);
        double span = WINDOW * -Math.expm1(-Math.max(seen, LEAST_SEEN) / WINDOW);
        double imagesPerHour = recent / span * HOUR;
        recent++;
        return imagesPerHour * share <= perHour ? share : (float) (perHour / imagesPerHour);
    }

    /** Whether an uncertain image may go to review. */
    boolean affords(boolean instructive) {
        return tokens >= (instructive ? 1 : Math.max(1, capacity / 2));
    }

    void spend() {
        tokens = Math.max(-capacity, tokens - 1);
    }

    private void advance(long told) {
        // Far beyond any date, where differences would overflow.
        long eventMillis = Math.max(-FARTHEST, Math.min(FARTHEST, told));
        if (now == Long.MIN_VALUE || eventMillis < now - LATEST) {
            now = eventMillis;
        }
        long passed = eventMillis - now;
        if (passed > 0) {
            now = eventMillis;
            seen += passed;
            recent *= Math.exp(-passed / WINDOW);
            tokens = Math.min(capacity, tokens + passed * perHour / HOUR);
        }
    }
}
