package io.clipstream.clip;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The arithmetic of the encoders, as it is asked for and as it is chosen. */
public enum Precision {
    /** What the device computes fastest without leaving the stated tolerances; see {@link Arithmetic}. */
    AUTO,
    /** 32-bit floating point throughout: features within 1e-5 of the reference implementation. */
    FP32,
    /** Weights in bfloat16, half the memory: features at a cosine of 0.999 or more to those in fp32. */
    BF16,
    /** Weights in IEEE half precision, half the memory, three more bits of mantissa than bfloat16, less range. */
    FP16;

    /** The word in the configuration, such as {@code bf16}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, for messages: {@code auto, fp32, bf16, fp16}. */
    public static String words() {
        return Arrays.stream(values()).map(Precision::word).collect(Collectors.joining(", "));
    }

    /**
     * The precision of a word.
     *
     * @throws IllegalArgumentException naming the words there are
     */
    public static Precision of(String word) {
        return Arrays.stream(values())
                .filter(precision -> precision.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("precision is '" + word + "', expected one of " + words()));
    }

    @Override
    public String toString() {
        return word();
    }
}
