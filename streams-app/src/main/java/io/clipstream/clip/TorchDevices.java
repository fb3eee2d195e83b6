package io.clipstream.clip;

import ai.djl.engine.EngineException;
import ai.djl.util.cuda.CudaUtils;
import io.clipstream.clip.ArithmeticRules.Obstacle;
import java.util.Optional;

/** Asks libtorch for its CUDA devices. */
final class TorchDevices implements ArithmeticRules.CudaDevices {
    @Override
    public Optional<Obstacle> obstacle(int index) {
        if (!TorchRuntime.hasCudaNatives()) {
            return Optional.of(new Obstacle(
                    "libtorch here is built for the processor alone",
                    "; unpack libtorch " + TorchRuntime.version()
                            + " with CUDA, and start with PYTORCH_LIBRARY_PATH set to"
                            + " its lib folder and PYTORCH_FLAVOR to its flavour, such as cu128"));
        }
        // An allocation says what no list of devices does: that driver, device and libtorch work together.
        try (EncoderModule module = EncoderModule.load()) {
            module.probe("cuda:" + index);
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.of(new Obstacle(
                    reason(e.getMessage()), "; see what nvidia-smi says of driver and devices on this machine"));
        }
    }

    /** The line of libtorch's message that says what is wrong, without its stack traces. */
    static String reason(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> line.contains("rror: ") || line.contains("NVIDIA driver"))
                .reduce((first, last) -> last)
                .map(line -> line.substring(line.lastIndexOf("rror: ") < 0 ? 0 : line.lastIndexOf("rror: ") + 6))
                .orElse(message.lines().findFirst().orElse("libtorch gives no reason"));
    }

    @Override
    public Optional<Integer> capability(int index) {
        try {
            return Optional.of(Integer.parseInt(CudaUtils.getComputeCapability(index)));
        } catch (RuntimeException | LinkageError e) {
            // DJL reads it from a CUDA runtime library of the system, which libtorch does not need.
            return Optional.empty();
        }
    }
}
