package io.clipstream.claim;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A place in S3, {@code s3://bucket/key}.
 *
 * @param key percent-decoded
 */
record S3Address(String bucket, String key) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]");

    static S3Address of(Address address) throws FetchException {
        URI uri = address.uri();
        String bucket = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String key = uri.getPath() == null || uri.getPath().isEmpty()
                ? ""
                : uri.getPath().substring(1);
        if (!BUCKET.matcher(bucket).matches() || key.isEmpty() || uri.getRawQuery() != null) {
            throw FetchException.lasting(
                    Fetched.Cause.MALFORMED, "field content.uri is no place in S3, expected s3://bucket/key");
        }
        // A store that keeps objects as files might go up.
        if (List.of(key.split("/", -1)).stream().anyMatch(part -> part.equals(".") || part.equals(".."))) {
            throw FetchException.lasting(
                    Fetched.Cause.FORBIDDEN, "the image's address is not allowed: its key has '.' or '..' in it");
        }
        return new S3Address(bucket, key);
    }
}
