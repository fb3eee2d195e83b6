package io.clipstream.app.doctor;

import ai.djl.engine.Engine;
import io.clipstream.app.config.EncoderSettings;
import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.DeviceUnavailableException;
import java.util.List;

/** Looks at Java, its memory, the native libraries and the device. */
final class MachineChecks {
    private static final int OLDEST_JAVA = 17;
    private static final long SMALLEST_HEAP = 512L * 1024 * 1024;

    private final EncoderSettings encoder;

    MachineChecks(EncoderSettings encoder) {
        this.encoder = encoder;
    }

    List<Check> all() {
        return List.of(
                new Check("Java", MachineChecks::java),
                new Check("memory", MachineChecks::memory),
                new Check("native libraries", MachineChecks::natives),
                new Check("device", this::device));
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        String detail = System.getProperty("java.version") + " on " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " cores";
        return feature >= OLDEST_JAVA
                ? Finding.ok(detail)
                : Finding.failed(detail, "install a JDK of version 17 or newer and point JAVA_HOME at it");
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String detail = heap / (1024 * 1024) + " MB of heap at most";
        return heap >= SMALLEST_HEAP
                ? Finding.ok(detail)
                : Finding.warning(detail, "allow more with CLIPSTREAM_JVM_OPTS=-Xmx2g");
    }

    private static Finding natives() {
        try {
            Engine engine = Engine.getEngine("PyTorch");
            return Finding.ok("libtorch " + engine.getVersion());
        } catch (RuntimeException | LinkageError e) {
            return Finding.failed(
                    "libtorch cannot be loaded: " + e.getMessage(),
                    "build for this machine (the Maven profiles libtorch-* choose the natives), and see that its C++ runtime"
                            + " (libstdc++, libgomp) is installed");
        }
    }

    private Finding device() {
        try {
            Arithmetic chosen = Arithmetic.choose(encoder.precision(), encoder.device());
            return chosen.caution().isEmpty()
                    ? Finding.ok(chosen.toString())
                    : Finding.warning(chosen + "; " + chosen.caution(), "leave precision at auto for speed");
        } catch (DeviceUnavailableException e) {
            return Finding.failed(e.getMessage(), "set device to auto or cpu, or mend what is named here");
        }
    }
}
