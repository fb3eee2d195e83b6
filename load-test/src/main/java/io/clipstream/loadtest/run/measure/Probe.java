package io.clipstream.loadtest.run.measure;

import java.util.Map;

/** Looks at a system from the outside; used by one thread. */
@FunctionalInterface
public interface Probe {
    /** What can be seen now; what cannot is left out. */
    Map<Gauge, Double> look();
}
