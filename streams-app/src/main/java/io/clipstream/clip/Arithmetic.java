package io.clipstream.clip;

import java.util.Objects;

/**
 * What the encoders of a model compute with, and why that was chosen.
 *
 * @param precision of the weights; never {@link Precision#AUTO}
 * @param device never {@link DeviceChoice#AUTO}
 * @param widened whether products are taken in fp32 from weights in a shorter precision, since the processor has no
 *     instructions for it
 * @param reason why, in one line
 * @param caution what the user should know about this choice; empty where there is nothing
 */
public record Arithmetic(Precision precision, DeviceChoice device, boolean widened, String reason, String caution) {
    public Arithmetic {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(caution, "caution");
        if (precision == Precision.AUTO || device.kind() == DeviceChoice.Kind.AUTO) {
            throw new IllegalArgumentException("nothing is chosen: " + precision + " on " + device);
        }
    }

    /**
     * Chooses for this machine, as {@link ClipModel#load} does; starts libtorch.
     *
     * @throws DeviceUnavailableException if a device is asked for that cannot be used; nothing takes its place in silence
     */
    public static Arithmetic choose(Precision precision, DeviceChoice device) {
        return new ArithmeticRules(Processor.here(), new TorchDevices()).choose(precision, device);
    }

    /** Such as {@code fp32 on cpu: this processor has no instructions for bf16}. */
    @Override
    public String toString() {
        return precision + " on " + device + ": " + reason;
    }
}
