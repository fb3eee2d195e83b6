package io.clipstream.app.quickstart;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other threads want to be said on the screen: the first few, and all of them in the log; safe for many threads. */
final class Remarks {
    private static final Logger LOG = LoggerFactory.getLogger(Remarks.class);

    /** A folder with a thousand bad files must not hide the figures. */
    private static final int SHOWN = 5;

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();

    /** An image was refused, as many others may be. */
    void refusal(String remark) {
        LOG.warn(remark);
        int number = refusals.incrementAndGet();
        if (number <= SHOWN) {
            waiting.add(remark);
        } else if (number == SHOWN + 1) {
            waiting.add("more images are refused; the log names them");
        }
    }

    /** Something that is said once. */
    void important(String remark) {
        LOG.warn(remark);
        waiting.add(remark);
    }

    /** The next remark that was not asked for yet; null if there is none. */
    String next() {
        return waiting.poll();
    }
}
