package io.clipstream.app.quickstart;

import io.clipstream.app.client.CorrectionDesk;
import io.clipstream.schemas.CorrectionKind;
import io.clipstream.schemas.CorrectionOrigin;
import io.clipstream.topology.SourcePosition;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A simulated person who sees predictions, knows the truth, and speaks up at a limited rate.
 *
 * <p>A random share of all images is labelled whatever was predicted (audit: an unbiased sample), and errors beyond those
 * as they are noticed. Called by one thread.
 */
final class Labeller {
    private static final double AUDIT_SHARE = 0.1;

    /** People begin slowly, and the first seconds of a new virtual machine would measure its compiler. */
    private static final double SETTLING_NANOS = 15e9;

    private final CorrectionDesk desk;
    private final String task;
    private final CorrectionClock clock;
    private final double perSecond;
    private final Random random;
    private final long began = System.nanoTime();
    private final AtomicInteger corrections = new AtomicInteger();
    private double allowance;
    private long lastNanos;

    /**
     * A labeller.
     *
     * @param perSecond most corrections a second, in the long run
     */
    Labeller(CorrectionDesk desk, String task, CorrectionClock clock, double perSecond, long seed) {
        this.desk = desk;
        this.task = task;
        this.clock = clock;
        this.perSecond = perSecond;
        this.random = new Random(seed);
        this.lastNanos = began;
    }

    /** Looks at one prediction and corrects or confirms it, or lets it pass. */
    void see(String imageId, String truth, boolean right, SourcePosition prediction) {
        long now = System.nanoTime();
        double settled = Math.min(1, (now - began) / SETTLING_NANOS);
        double pace = perSecond * settled * settled;
        allowance = Math.min(perSecond, allowance + (now - lastNanos) * pace / 1e9);
        lastNanos = now;
        boolean audited = random.nextDouble() < AUDIT_SHARE;
        if (!audited && right || allowance < 1) {
            return;
        }
        allowance--;
        clock.corrected(imageId, now);
        corrections.incrementAndGet();
        desk.send(
                task,
                imageId,
                CorrectionKind.LABEL,
                truth,
                audited ? CorrectionOrigin.AUDIT : CorrectionOrigin.SPONTANEOUS,
                prediction.toCoordinates());
    }

    /** Corrections sent. */
    int corrections() {
        return corrections.get();
    }
}
