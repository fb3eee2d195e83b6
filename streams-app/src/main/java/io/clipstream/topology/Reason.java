package io.clipstream.topology;

/** Why a record became a dead letter; the name stands in the header {@code clipstream.reason}. */
public enum Reason {
    /** The value is not in Confluent's wire format, or not of this topic's schema. */
    UNDECODABLE("Mend the producer, and send the record anew. Replay where the registry or its schema was at fault."),
    /** The key is absent, not UTF-8, or does not fit the value or the partition. */
    BAD_KEY("Mend the producer's key or partitioner, and send the record anew. A replay keeps the key; it puts a task"
            + " or command into its partition."),
    /** A value was expected, the record is a tombstone. */
    UNEXPECTED_TOMBSTONE("Nothing to bring back. Find out who writes tombstones here."),
    /** A field is missing or outside its range. */
    INVALID_FIELD("Mend the producer, and send the record anew: a replay keeps the field, and is refused again."),
    /** No task of this name has a version yet; can be replayed once it has. */
    UNKNOWN_TASK("Apply the task ('clipstream task apply FILE'), or mend its name in the producer; then replay."),
    /** The bytes are no image that is read here. */
    UNREADABLE_IMAGE("Look at it ('clipstream dlq show ID --save FILE'), mend its source, and send it anew."),
    /** The backbone or the adapter gave no usable numbers for the image. */
    UNSCORABLE("Roll the task's adapter back ('clipstream adapters rollback TASK VERSION'), then replay."),
    /** The way in which the image is given is not supported here. */
    UNSUPPORTED_SOURCE("Send the image inline, or by an https, s3 or file address."),
    /** The image's address, or one that it redirects to, may not be fetched by the configuration. */
    FORBIDDEN_SOURCE("If it may be, allow it (claim.https.hosts, claim.s3.buckets, claim.file.roots), then replay."),
    /** Nothing is at the image's address, or its store does not give it in time, however often it is asked. */
    SOURCE_UNAVAILABLE("See that the store answers the score role, and that the image is still there; then replay."),
    /** The image at the address is larger than the configuration allows. */
    SOURCE_TOO_LARGE("Raise claim.max.bytes and claim.in.flight.bytes, then replay; or send a smaller image."),
    /** The bytes at the image's address are others than its digest stands for. */
    DIGEST_MISMATCH("Find out who changed the image in its store. Replay once it is back, or send it anew."),
    /** The image's record was gone when it had to be read again. */
    SOURCE_EXPIRED("Send the image anew, and keep images for longer than an outage lasts (retention.ms)."),
    /** No prediction of this image id was found in time. */
    UNMATCHED("See whether the image was scored under this id and task; once its prediction is there, replay."),
    /** The label is not among the task's classes. */
    UNKNOWN_LABEL(
            "Add the class to the task, or the label to a class's `formerly`, then replay; or send the correction anew"
                    + " with a label of the task."),
    /** The feature comes from another backbone. */
    WRONG_MODEL("Score the image anew with the present backbone, then replay the correction."),
    /** The adapter version cannot be used. */
    INVALID_ADAPTER("Nothing to bring back: the last good version stays. Find out who wrote to the adapters topic."),
    /** The command asks for something that cannot be done. */
    REJECTED_COMMAND("Read the message, and give another command.");

    private final String remedy;

    Reason(String remedy) {
        this.remedy = remedy;
    }

    /** What a person can do about it, in a sentence or two. */
    public String remedy() {
        return remedy;
    }
}
