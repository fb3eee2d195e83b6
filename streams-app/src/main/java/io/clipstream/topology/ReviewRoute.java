package io.clipstream.topology;

import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ReviewReason;

/**
 * What becomes of one prediction, and how probable that was.
 *
 * @param reason why it is not accepted, or AUDIT; null where it is accepted
 * @param auditProbability with which the audit draws an image that comes when this one came
 * @param inclusionProbability with which this image goes into the review queue, for whatever reason
 */
record ReviewRoute(Decision decision, ReviewReason reason, float auditProbability, float inclusionProbability) {}
