package io.clipstream.loadtest.run.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks {@code nvidia-smi} about this machine's GPUs; used by one thread. */
public final class GpuProbe implements Probe {
    private static final String[] COMMAND = {
        "nvidia-smi", "--query-gpu=memory.used,utilization.gpu", "--format=csv,noheader,nounits"
    };

    private GpuProbe() {}

    /** One, if this machine has the tool and a GPU. */
    public static Optional<Probe> find() {
        GpuProbe probe = new GpuProbe();
        return probe.look().isEmpty() ? Optional.empty() : Optional.of(probe);
    }

    @Override
    public Map<Gauge, Double> look() {
        try {
            Process process = new ProcessBuilder(COMMAND)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Map.of();
            }
            return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Map.of(); // There is no such tool here.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /** A line a GPU: megabytes, percent. */
    static Map<Gauge, Double> parse(String answer) {
        double memory = 0;
        double use = 0;
        int gpus = 0;
        for (String line : answer.lines().toList()) {
            String[] cells = line.split(",");
            if (cells.length == 2
                    && cells[0].strip().matches("\\d+")
                    && cells[1].strip().matches("\\d+")) {
                memory += Double.parseDouble(cells[0].strip());
                use += Double.parseDouble(cells[1].strip());
                gpus++;
            }
        }
        return gpus == 0 ? Map.of() : Map.of(Gauge.GPU_MEMORY, memory, Gauge.GPU_USE, use / gpus);
    }
}
