package io.clipstream.clip;

import java.util.Optional;

/** Chooses precision and device from what is asked for and what is there. */
final class ArithmeticRules {
    private static final String NO_BF16 = "this processor has no instructions for bf16 (AMX or AVX512-BF16)";

    /** Why a device cannot be used, and what to do about it; the remedy may be empty. */
    record Obstacle(String reason, String remedy) {}

    /** CUDA devices, as libtorch sees them. */
    interface CudaDevices {
        /** Why this device cannot be used; empty where it can. */
        Optional<Obstacle> obstacle(int index);

        /** Compute capability times ten, such as 75; empty where it cannot be asked. */
        Optional<Integer> capability(int index);
    }

    private final Processor processor;
    private final CudaDevices cuda;

    ArithmeticRules(Processor processor, CudaDevices cuda) {
        this.processor = processor;
        this.cuda = cuda;
    }

    Arithmetic choose(Precision precision, DeviceChoice device) {
        switch (device.kind()) {
            case CPU:
                return onProcessor(precision, "");
            case CUDA:
                Optional<Obstacle> obstacle = cuda.obstacle(device.index());
                if (obstacle.isPresent()) {
                    throw new DeviceUnavailableException("device is " + device + ", which cannot be used: "
                            + obstacle.get().reason() + obstacle.get().remedy());
                }
                return onCuda(precision, device);
            default:
                return cuda.obstacle(0)
                        .map(why -> onProcessor(precision, "; no CUDA: " + why.reason()))
                        .orElseGet(() -> onCuda(precision, DeviceChoice.cuda(0)));
        }
    }

    private Arithmetic onProcessor(Precision precision, String device) {
        Optional<String> bf16 = processor.bf16();
        switch (precision) {
            case AUTO:
                return bf16.map(set -> new Arithmetic(
                                Precision.BF16,
                                DeviceChoice.CPU,
                                false,
                                "this processor multiplies bf16 with " + set + device,
                                ""))
                        .orElseGet(() -> new Arithmetic(
                                Precision.FP32,
                                DeviceChoice.CPU,
                                false,
                                (processor.known() ? NO_BF16 : "what this processor does with bf16 is not known here")
                                        + device,
                                ""));
            case FP32:
                return new Arithmetic(Precision.FP32, DeviceChoice.CPU, false, "asked for" + device, "");
            case BF16:
                return bf16.map(set -> new Arithmetic(
                                Precision.BF16, DeviceChoice.CPU, false, "asked for; by " + set + device, ""))
                        .orElseGet(() -> widened(Precision.BF16, NO_BF16, device));
            default:
                return widened(Precision.FP16, "libtorch multiplies fp16 on few processors", device);
        }
    }

    private static Arithmetic widened(Precision precision, String why, String device) {
        return new Arithmetic(
                precision,
                DeviceChoice.CPU,
                true,
                "asked for" + device,
                why + ": weights are kept in " + precision + ", half the memory, and widened to fp32 for every batch,"
                        + " which is no faster than fp32 and slower for small batches");
    }

    private Arithmetic onCuda(Precision precision, DeviceChoice device) {
        if (precision != Precision.AUTO) {
            return new Arithmetic(precision, device, false, "asked for", "");
        }
        // fp16 rather than bf16: as fast on every GPU with tensor cores, and three bits more exact.
        Optional<Integer> capability = cuda.capability(device.index());
        return capability.filter(c -> c < 70).isPresent()
                ? new Arithmetic(
                        Precision.FP32,
                        device,
                        false,
                        "compute capability " + capability.get() / 10.0 + " has no tensor cores for fp16",
                        "")
                : new Arithmetic(
                        Precision.FP16,
                        device,
                        false,
                        "tensor cores multiply fp16"
                                + capability
                                        .map(c -> ", compute capability " + c / 10.0)
                                        .orElse(""),
                        "");
    }
}
