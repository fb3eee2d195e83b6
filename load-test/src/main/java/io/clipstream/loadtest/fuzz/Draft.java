package io.clipstream.loadtest.fuzz;

import java.util.List;
import org.apache.kafka.common.header.Header;

/**
 * A record to be sent.
 *
 * @param how what was done to it, for a person
 * @param timestamp milliseconds; null for the producer's clock
 * @param neighbour whether it is a good image of a task that nothing else touches
 */
record Draft(
        Target target, String how, byte[] key, byte[] value, List<Header> headers, Long timestamp, boolean neighbour) {}
