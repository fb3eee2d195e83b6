package io.clipstream.claim;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Looks at the folders and buckets that images may be fetched from, as the score role would reach them from this machine. */
public final class StoreProbe {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private StoreProbe() {}

    /**
     * What a look at one place found.
     *
     * @param place the folder or bucket
     * @param problem what is wrong, in words; empty if nothing is
     * @param certain whether images cannot be fetched from there; false where a store merely does not let one look
     */
    public record Sight(String place, String problem, boolean certain) {
        /** Whether nothing is wrong. */
        public boolean isGood() {
            return problem.isEmpty();
        }
    }

    /** Looks at every configured folder and bucket; waits for a silent store as long as a fetch would. */
    public static List<Sight> look(ClaimSettings settings) {
        List<Sight> sights = new ArrayList<>();
        settings.fileRoots().forEach(root -> sights.add(folder(root)));
        if (!settings.s3().buckets().isEmpty()) {
            buckets(settings, sights);
        }
        return sights;
    }

    private static Sight folder(Path root) {
        Path folder = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            return new Sight(folder.toString(), Files.exists(folder) ? "is no folder" : "does not exist", true);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            // The first entry may fail where the opening did not.
            files.iterator().hasNext();
            return good(folder.toString());
        } catch (IOException e) {
            return new Sight(
                    folder.toString(), "cannot be read: " + e.getClass().getSimpleName(), true);
        }
    }

    private static void buckets(ClaimSettings settings, List<Sight> sights) {
        ClaimLimits limits = settings.limits();
        try (S3Client client = S3Clients.of(settings.s3(), 1, 1, limits.connect(), limits.read())) {
            settings.s3().buckets().forEach(bucket -> sights.add(bucket(client, bucket)));
        } catch (IllegalArgumentException e) {
            sights.add(new Sight("s3", e.getMessage(), true));
        }
    }

    private static Sight bucket(S3Client client, String bucket) {
        String place = "s3://" + bucket;
        try {
            client.headBucket(HeadBucketRequest.builder().bucket(bucket).build());
            return good(place);
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case NOT_FOUND -> new Sight(place, "does not exist", true);
                // Somebody who may read objects need not be allowed to look at their bucket.
                case FORBIDDEN -> new Sight(place, "does not let these credentials look at it (403)", false);
                default -> new Sight(place, "answers with status " + e.statusCode(), true);
            };
        } catch (SdkException e) {
            return new Sight(place, "cannot be reached: " + e.getMessage(), true);
        }
    }

    private static Sight good(String place) {
        return new Sight(place, "", false);
    }
}
