package io.clipstream.adapter;

/**
 * Numbers that training changes, with the gradient of the loss by each.
 *
 * @param values changed by the optimiser
 * @param gradient as many as values; written by the loss
 */
record Parameter(float[] values, float[] gradient) {
    static Parameter of(float... values) {
        return new Parameter(values, new float[values.length]);
    }
}
