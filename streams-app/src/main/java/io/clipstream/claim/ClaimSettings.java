package io.clipstream.claim;

import java.nio.file.Path;
import java.util.List;

/**
 * Where images that lie elsewhere may be fetched from, and what that may cost.
 *
 * @param fileRoots folders that files may be read from; none: no file
 */
public record ClaimSettings(WebRules web, S3Settings s3, List<Path> fileRoots, ClaimLimits limits) {
    public ClaimSettings {
        fileRoots = List.copyOf(fileRoots);
    }

    /** Whether anything may be fetched at all. */
    public boolean isOpen() {
        return !web.hosts().isEmpty() || !s3.buckets().isEmpty() || !fileRoots.isEmpty();
    }
}
