package io.clipstream.scoring;

import java.nio.ByteBuffer;

/**
 * One image for the engine.
 *
 * @param lane whose order counts: images of one lane are scored in the order of submission, so no later image of a lane
 *     is scored by an older version than an earlier one; compared by {@code equals}
 * @param task task that classifies it
 * @param payload the encoded file's bytes, between position and limit; not to be changed
 * @param bytes memory that the submitter holds for it until its outcome, the payload included; counts towards the bound
 */
public record ScoreRequest(Object lane, String task, ByteBuffer payload, long bytes) {}
