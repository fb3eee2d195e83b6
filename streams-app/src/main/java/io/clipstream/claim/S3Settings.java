package io.clipstream.claim;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where S3 is and what may be fetched from it.
 *
 * @param buckets from which; none: nothing
 * @param endpoint of an S3-compatible store; empty for Amazon's own
 * @param region empty for what the SDK's default chain says, or us-east-1 where there is an endpoint
 * @param pathStyle whether the bucket stands in the path instead of the host's name
 * @param accessKey empty for the SDK's default chain (environment, profile, container, instance)
 * @param secretKey belongs to the access key
 */
public record S3Settings(
        List<String> buckets,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Optional<String> accessKey,
        Optional<String> secretKey) {
    /** Nothing. */
    public static final S3Settings NOTHING =
            new S3Settings(List.of(), Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    public S3Settings {
        buckets = List.copyOf(buckets);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "S3 at " + endpoint.map(URI::toString).orElse("Amazon") + ", buckets " + buckets;
    }
}
