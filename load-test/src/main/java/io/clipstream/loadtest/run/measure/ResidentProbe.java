package io.clipstream.loadtest.run.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Asks Linux what memory a process has; sees nothing elsewhere.
 *
 * @param pid of a process on this machine
 */
public record ResidentProbe(long pid) implements Probe {
    @Override
    public Map<Gauge, Double> look() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Map.of(Gauge.RESIDENT, Double.parseDouble(line.replaceAll("\\D", "")) / 1024))
                    .findFirst()
                    .orElse(Map.of());
        } catch (IOException e) {
            return Map.of(); // Another operating system, or the process has ended.
        }
    }
}
