package io.clipstream.loadtest.run.measure;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Looks at the load generator's own process. */
final class OwnProcessProbe implements Probe {
    private static final double MEGABYTE = 1024 * 1024;

    @Override
    public Map<Gauge, Double> look() {
        Map<Gauge, Double> seen = new EnumMap<>(Gauge.class);
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .ifPresent(nanos -> seen.put(Gauge.CPU_SECONDS, nanos / 1e9));
        seen.put(
                Gauge.HEAP,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE);
        seen.putAll(new ResidentProbe(ProcessHandle.current().pid()).look());
        return seen;
    }
}
