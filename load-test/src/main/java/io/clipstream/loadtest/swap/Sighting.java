package io.clipstream.loadtest.swap;

/**
 * A prediction as it was read.
 *
 * @param version that it names
 * @param coded version that its probabilities are of, -1 if of none
 * @param partition where the image lies
 * @param offset of the image
 * @param madeMillis when it was made, on the machine's clock
 */
record Sighting(
        String task, int version, int coded, int partition, long offset, StampedModel.Stamp stamp, long madeMillis) {}
