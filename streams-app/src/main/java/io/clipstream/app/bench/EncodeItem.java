package io.clipstream.app.bench;

/** One combination of precision, layout and batch size, measured round by round with its peak and its peer. */
final class EncodeItem {
    /** A slow combination is not repeated in every round. */
    private static final int FEWEST_ROUNDS = 2;

    private static final double NANOS = 1e9;
    private static final double MS = 1e3;

    private final Station station;
    private final int batch;
    private final EncodePlan plan;
    private final PeerProcess peer;
    private final Track ours;
    private final Track peak;
    private final Track theirs;
    private PeerProcess.Slice last;

    /** {@code peer} may be null. */
    EncodeItem(Station station, int batch, EncodePlan plan, PeerProcess peer) {
        this.station = station;
        this.batch = batch;
        this.plan = plan;
        this.peer = peer;
        this.ours = new Track(plan.rounds());
        this.peak = new Track(plan.rounds());
        this.theirs = new Track(plan.rounds());
    }

    /** The first calls with a batch size compile it; the peer also looks for its best layout. */
    void warmUp() throws InterruptedException {
        station.encode(batch, 0);
        station.encode(batch, 0);
        if (peer != null) {
            last = peer.encode(station.precision(), batch, 0);
        }
    }

    void measure(int round) throws InterruptedException {
        if (round >= FEWEST_ROUNDS && Math.max(ours.spent(), theirs.spent()) > 2 * plan.seconds()) {
            return;
        }
        peak.put(round, station.peak().measure(plan.slice() / 2));
        ours.put(round, station.encode(batch, plan.slice()));
        if (peer != null) {
            last = peer.encode(station.precision(), batch, plan.slice());
            theirs.put(round, last.pace());
        }
    }

    /** What was found; {@code flops} is the work of one image. */
    EncodeRun result(long flops) {
        Spread share = Spread.ofRatios(ours.rates(), peak.rates());
        return new EncodeRun(
                station.precision(),
                batch,
                station.layout(),
                Spread.of(ours.rates()),
                new Spread(share.median() * flops, share.low() * flops, share.high() * flops),
                Spread.of(peak.rates()).median() / NANOS,
                station.peak().shape(),
                MS * Spread.of(ours.coreSeconds()).median(),
                peer == null ? null : peerRun());
    }

    private PeerRun peerRun() {
        return new PeerRun(
                last.library(),
                last.layout(),
                Spread.of(theirs.rates()),
                MS * Spread.of(theirs.coreSeconds()).median(),
                Spread.ofRatios(ours.rates(), theirs.rates()),
                Spread.ofRatios(theirs.coreSeconds(), ours.coreSeconds()));
    }

    @Override
    public String toString() {
        return station.precision() + ", batch " + batch + ", "
                + station.layout().workers() + " × " + station.layout().threads() + " threads";
    }
}
