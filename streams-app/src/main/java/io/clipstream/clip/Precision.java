package io.clipstream.clip;

/** The arithmetic of the encoders. */
public enum Precision {
    /** 32-bit floating point throughout. */
    FP32("fp32");

    private final String word;

    Precision(String word) {
        this.word = word;
    }

    /** The word that {@code clip_encoder.py} knows it by. */
    String word() {
        return word;
    }
}
