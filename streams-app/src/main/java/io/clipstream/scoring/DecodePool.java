package io.clipstream.scoring;

import io.clipstream.clip.ImagePreprocessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decode threads. One that is in one image for too long is given up and replaced: Java cannot end it, and the images
 * behind it need not wait for it.
 */
final class DecodePool {
    private static final Logger LOG = LoggerFactory.getLogger(DecodePool.class);
    /** Each keeps a core busy and its image's memory; more of them together are no accident. */
    private static final int MOST_GIVEN_UP = 4;

    private final Intake intake;
    private final ImagePreprocessor preprocessor;
    private final EngineListener listener;
    private final WakingClock clock;
    private final List<DecodeWorker> workers = new CopyOnWriteArrayList<>();
    private final List<Thread> givenUp = new ArrayList<>();
    private int started;
    /** Of the waking clock; the watchdog's alone. */
    private long endsAt = Long.MAX_VALUE;

    DecodePool(Intake intake, ImagePreprocessor preprocessor, EngineListener listener, WakingClock clock) {
        this.intake = intake;
        this.preprocessor = preprocessor;
        this.listener = listener;
        this.clock = clock;
    }

    void start(int threads) {
        for (int i = 0; i < threads; i++) {
            startOne();
        }
    }

    private synchronized void startOne() {
        DecodeWorker worker = new DecodeWorker(intake, preprocessor, listener, clock);
        Thread thread = new Thread(worker, "clipstream-decode-" + started++);
        thread.setDaemon(true);
        worker.runsOn(thread);
        workers.add(worker);
        thread.start();
    }

    /** Refuses images that have been in their decoder for longer, and goes on without their threads. */
    void abandonOlderThan(Duration limit) {
        for (DecodeWorker worker : workers) {
            if (worker.abandon(limit)) {
                workers.remove(worker);
                giveUp(worker.thread(), limit);
            }
        }
        if (clock.nanos() > endsAt) {
            end();
        }
    }

    /** What was refused with the last is to be forwarded and committed first, or it would come back after the restart. */
    private synchronized void giveUp(Thread thread, Duration grace) {
        LOG.error("{} has hung in one image, which is refused; it is replaced", thread.getName());
        givenUp.removeIf(old -> !old.isAlive());
        givenUp.add(thread);
        if (givenUp.size() > MOST_GIVEN_UP) {
            endsAt = Math.min(endsAt, clock.nanos() + grace.toNanos());
        } else {
            startOne();
        }
    }

    private synchronized void end() {
        EngineFailedException cause = new EngineFailedException(
                givenUp.size() + " decode threads hang in images that do not end in time (score.decode.timeout.ms);"
                        + " their images are refused, and this process ends to be rid of the threads",
                null);
        if (intake.become(EngineState.FAILED, cause)) {
            LOG.error("The engine ends: {}", cause.getMessage());
            listener.failed(cause);
        }
    }

    /** The longest that an image has been in its decoder, in nanoseconds. */
    long age() {
        return workers.stream().mapToLong(DecodeWorker::age).max().orElse(0);
    }

    List<Thread> threads() {
        return workers.stream().map(DecodeWorker::thread).toList();
    }
}
