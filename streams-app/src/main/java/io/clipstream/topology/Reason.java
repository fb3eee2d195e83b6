package io.clipstream.topology;

/** Why a record became a dead letter; the name stands in the header {@code clipstream.reason}. */
public enum Reason {
    /** The value is not in Confluent's wire format, or not of this topic's schema. */
    UNDECODABLE,
    /** The key is absent, not UTF-8, or does not fit the value. */
    BAD_KEY,
    /** A value was expected, the record is a tombstone. */
    UNEXPECTED_TOMBSTONE,
    /** A field is missing or outside its range. */
    INVALID_FIELD,
    /** No task of this name has a version yet; can be replayed once it has. */
    UNKNOWN_TASK,
    /** The bytes are no image that is read here. */
    UNREADABLE_IMAGE,
    /** The backbone or the adapter gave no usable numbers for the image. */
    UNSCORABLE,
    /** The way in which the image is given is not supported here. */
    UNSUPPORTED_SOURCE,
    /** The image's record was gone when it had to be read again. */
    SOURCE_EXPIRED,
    /** No prediction of this image id was found in time. */
    UNMATCHED,
    /** The label is not among the task's classes. */
    UNKNOWN_LABEL,
    /** The feature comes from another backbone. */
    WRONG_MODEL,
    /** The adapter version cannot be used. */
    INVALID_ADAPTER,
    /** The command asks for something that cannot be done. */
    REJECTED_COMMAND
}
