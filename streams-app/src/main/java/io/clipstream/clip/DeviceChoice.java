package io.clipstream.clip;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device of the encoders, as it is asked for and as it is chosen.
 *
 * @param kind of device
 * @param index which of several CUDA devices, from 0; 0 for the others
 */
public record DeviceChoice(Kind kind, int index) {
    /** Kinds of device. */
    public enum Kind {
        /** CUDA where it is there, else the processor. */
        AUTO,
        /** The processor. */
        CPU,
        /** An NVIDIA GPU. */
        CUDA
    }

    /** CUDA where it is there, else the processor. */
    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);

    /** The processor. */
    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, 0);

    private static final Pattern CUDA_WORD = Pattern.compile("cuda(?::(\\d{1,3}))?");

    public DeviceChoice {
        Objects.requireNonNull(kind, "kind");
        if (index < 0 || kind != Kind.CUDA && index > 0) {
            throw new IllegalArgumentException("index is " + index + " of " + kind);
        }
    }

    /** An NVIDIA GPU, by its index from 0. */
    public static DeviceChoice cuda(int index) {
        return new DeviceChoice(Kind.CUDA, index);
    }

    /**
     * The device of a word: {@code auto}, {@code cpu}, {@code cuda} (the first) or {@code cuda:N}.
     *
     * @throws IllegalArgumentException naming the words there are
     */
    public static DeviceChoice of(String word) {
        if (word.equals("auto")) {
            return AUTO;
        }
        if (word.equals("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA_WORD.matcher(word);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("device is '" + word + "', expected auto, cpu, cuda or cuda:N");
        }
        return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
    }

    boolean isCuda() {
        return kind == Kind.CUDA;
    }

    /** The word in the configuration, such as {@code cuda:0}. */
    @Override
    public String toString() {
        return switch (kind) {
            case AUTO -> "auto";
            case CPU -> "cpu";
            case CUDA -> "cuda:" + index;
        };
    }
}
