package io.clipstream.app.quickstart;

import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Prediction;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.topology.SourcePosition;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Puts together what the observer sees, for one task; figures may be asked for by any thread. */
final class Tally implements Observer.Watcher {
    private static final long LONGEST_MICROS = 600_000_000;

    private final TruthBook book;
    private final String task;
    private final String imagesTopic;
    private final Accounts accounts;
    private final Prequential prequential = new Prequential();
    private final CorrectionClock clock;
    private final Remarks remarks;
    private final Instant since = Instant.now();
    private final Recorder recent = new Recorder(LONGEST_MICROS, 3);
    private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    private final Queue<Promotion> news = new ConcurrentLinkedQueue<>();
    private volatile Labeller labeller;
    private volatile long liveVersion;
    private volatile int promoted;
    private volatile int refused;

    Tally(TruthBook book, String task, String imagesTopic, CorrectionClock clock, Remarks remarks) {
        this.remarks = remarks;
        this.book = book;
        this.task = task;
        this.imagesTopic = imagesTopic;
        this.clock = clock;
        this.accounts = new Accounts(book);
    }

    /** From now on this labeller sees the predictions. */
    void hireLabeller(Labeller hired) {
        this.labeller = hired;
    }

    @Override
    public void image(String id) {
        accounts.image(id);
    }

    @Override
    public void prediction(String id, Prediction prediction, SourcePosition position, long nanos) {
        boolean first = accounts.prediction(id);
        TruthBook.Entry entry = book.of(id);
        if (entry == null || !first) {
            return;
        }
        recent.recordValue(Math.min(LONGEST_MICROS, (nanos - entry.sentNanos()) / 1_000));
        boolean right = prediction.getTop().get(0).getLabel().equals(entry.label());
        boolean zeroShotRight = prediction.getZeroShot() != null
                && prediction.getZeroShot().getLabel().equals(entry.label());
        prequential.judge(entry.number(), right, zeroShotRight);
        clock.predicted(prediction.getAdapterVersion(), nanos);
        liveVersion = Math.max(liveVersion, prediction.getAdapterVersion());
        Labeller present = labeller;
        if (present != null) {
            present.see(id, entry.label(), right, position);
        }
    }

    @Override
    public void deadLetter(String sourceTopic, String id, String reason) {
        if (sourceTopic.equals(imagesTopic)) {
            accounts.deadLetter(id);
            if (book.of(id) != null) {
                remarks.refusal("image " + id + " was refused: " + reason);
            }
        }
    }

    @Override
    public void version(AdapterVersion version) {
        if (version.getTask().equals(task)) {
            clock.version(version);
        }
    }

    @Override
    public void promotion(Promotion promotion) {
        if (!promotion.getTask().equals(task) || promotion.getAt().isBefore(since)) {
            return;
        }
        if (promotion.getOutcome() == PromotionOutcome.PROMOTED) {
            promoted++;
        } else if (promotion.getOutcome() == PromotionOutcome.REFUSED) {
            refused++;
        }
        news.add(promotion);
    }

    /** The next promotion or refusal that was not asked for yet; null if there is none. */
    Promotion nextNews() {
        return news.poll();
    }

    /** The figures of now. */
    Figures figures(double seconds) {
        Histogram interval = recent.getIntervalHistogram();
        Prequential.Score quarter = prequential.lastQuarter();
        int predicted = accounts.predicted();
        synchronized (latencies) {
            latencies.add(interval);
            return new Figures(
                    seconds,
                    book.acknowledged(),
                    predicted,
                    accounts.open(false),
                    accounts.open(true),
                    accounts.earlier(),
                    accounts.duplicated(),
                    accounts.refused(),
                    book.notSent(),
                    quarter.zeroShot(),
                    quarter.adapted(),
                    prequential.recent().adapted(),
                    prequential.all().zeroShot(),
                    prequential.all().adapted(),
                    labeller == null ? 0 : labeller.corrections(),
                    clock.live(),
                    clock.percentile(50),
                    clock.percentile(99),
                    liveVersion,
                    promoted,
                    refused,
                    seconds > 0 ? predicted / seconds : 0,
                    interval.getTotalCount(),
                    latencies.getValueAtPercentile(50) / 1e3,
                    latencies.getValueAtPercentile(99) / 1e3);
        }
    }
}
