package io.clipstream.topology;

import java.time.Duration;
import java.time.Instant;

/**
 * When a task's leading method is fitted again; belongs to one stream thread.
 *
 * <p>Nothing here has to outlast a restart: then everything counts as changed, and what was fitted already is recognised by its
 * digest.
 *
 * <ul>
 *   <li>At once after a start, a new specification, a withdrawal, or an example that says something else now; and at every
 *       change where the method has no instant versions.
 *   <li>Where it has, when the shots have grown, or as many have come and gone, by a share of what was last fitted to; and
 *       when no correction has come for a while. The while is at least four times as long as the last fit took, so that a
 *       task does not fill the thread.
 *   <li>The sample changes with nearly every image: it counts as changed when it has grown by that share, when a new period
 *       of it has begun, or when it has stayed the same for a while.
 *   <li>After the leading method was found worse than plain CLIP, only when the shots have grown by that share.
 * </ul>
 */
final class RetrainDue {
    /** Below this many unlabelled images the learner does not look at them for its base. */
    static final int LEAST_SAMPLE = 100;

    /** Idle time in terms of what the last fit took: fits then take at most a fifth of the thread. */
    private static final int IDLE_FITS = 4;

    private final RetrainPace pace;
    private boolean atOnce = true;
    private int changes;
    private Instant changedAt = Instant.EPOCH;
    private boolean sampleChanged = true;
    private Instant sampledAt;
    private boolean held;
    private Duration lastFit = Duration.ZERO;

    RetrainDue(RetrainPace pace) {
        this.pace = pace;
    }

    /** Asks for a fit as soon as can be. */
    void atOnce() {
        atOnce = true;
    }

    /** A shot has come or gone. */
    void changed(Instant now) {
        changes++;
        changedAt = now;
    }

    /** The sample has changed. */
    void sampled(Instant now) {
        sampleChanged = true;
        sampledAt = now;
    }

    /** The fit that has begun was none: what it would have learned from the sample is still to be learned. */
    void sampleStillChanged() {
        sampleChanged = true;
    }

    /** A fit to all that is known has begun. */
    void begun() {
        atOnce = false;
        changes = 0;
        sampleChanged = false;
    }

    /** It has ended after so long. */
    void ended(Duration took) {
        lastFit = took;
    }

    /** Whether what leads was found worse than plain CLIP: it waits until it has more to learn from. */
    void hold(boolean whether) {
        held = whether;
    }

    /** When a shot last came or went. */
    Instant changedAt() {
        return changedAt;
    }

    /**
     * Whether a fit is due.
     *
     * @param shots shots that would be fitted to
     * @param fitted shots last fitted to
     * @param instant whether instant versions follow the corrections meanwhile
     * @param asked whether their learner asks for it
     */
    boolean isDue(int shots, int fitted, boolean instant, boolean asked, Instant now) {
        if (atOnce) {
            return true;
        }
        if (changes == 0) {
            return false;
        }
        boolean grown = shots >= fitted * (1 + pace.growth());
        if (held) {
            return grown;
        }
        return !instant || asked || grown || changes >= fitted * pace.growth() || isIdle(now);
    }

    private boolean isIdle(Instant now) {
        Duration fits = lastFit.multipliedBy(IDLE_FITS);
        Duration quiet = fits.compareTo(pace.refitIdle()) > 0 ? fits : pace.refitIdle();
        return !now.isBefore(changedAt.plus(quiet));
    }

    /**
     * Whether the sample has changed so that a fit is due.
     *
     * @param size images in the sample now
     * @param fitted images in the sample last fitted to
     * @param period latest period of the sample now
     * @param fittedPeriod latest period of the sample last fitted to
     */
    boolean isSampleDue(int size, int fitted, long period, long fittedPeriod, Instant now) {
        if (!sampleChanged || held || size < LEAST_SAMPLE) {
            return false;
        }
        boolean grown = fitted < LEAST_SAMPLE || size >= fitted * (1 + pace.growth());
        if (sampledAt == null) {
            // It may have changed before the start.
            sampledAt = now;
        }
        boolean idle = !now.isBefore(sampledAt.plus(pace.sampleIdle()));
        return grown || period > fittedPeriod || idle;
    }
}
