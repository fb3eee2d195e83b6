package io.clipstream.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Why an example left the few-shot buffer: retrain must know, since a version that saw a withdrawn image is spoilt. */
enum SelectCause {
    /** Another example took its place, or its class left the task. */
    DISPLACED,
    /** Nobody says anything of the image any more. */
    WITHDRAWN;

    private static final String HEADER = "clipstream.cause";

    /** The headers of a tombstone. */
    Headers headers() {
        return new RecordHeaders().add(HEADER, name().getBytes(StandardCharsets.UTF_8));
    }

    /** The cause in a tombstone's headers; {@link #DISPLACED} where there is none. */
    static SelectCause of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        boolean withdrawn = header != null
                && header.value() != null
                && WITHDRAWN.name().equals(new String(header.value(), StandardCharsets.UTF_8));
        return withdrawn ? WITHDRAWN : DISPLACED;
    }
}
