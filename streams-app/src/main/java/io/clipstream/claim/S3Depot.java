package io.clipstream.claim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Stores images as objects of a bucket. */
final class S3Depot implements ImageDepot {
    private static final int CONNECTIONS = 8;
    private static final int ATTEMPTS = 4;

    private final String folder;
    private final S3Client client;

    S3Depot(String folder, ClaimSettings settings) {
        this.folder = folder;
        this.client = S3Clients.of(
                settings.s3(),
                CONNECTIONS,
                ATTEMPTS,
                settings.limits().connect(),
                settings.limits().read());
    }

    @Override
    public Stored put(byte[] encoded) throws IOException {
        byte[] digest = ImageDepot.sha256(encoded);
        String uri = folder + ImageDepot.name(digest);
        try {
            S3Address place = S3Address.of(Address.parse(uri));
            if (!isThere(place, encoded)) {
                client.putObject(
                        PutObjectRequest.builder()
                                .bucket(place.bucket())
                                .key(place.key())
                                .build(),
                        RequestBody.fromBytes(encoded));
            }
        } catch (SdkException | FetchException e) {
            throw new IOException("cannot store " + uri + ": " + e.getMessage(), e);
        }
        return new Stored(uri, ByteBuffer.wrap(digest));
    }

    /** By the MD5 that most stores give as entity tag; where it is another, the image is stored once more. */
    private boolean isThere(S3Address place, byte[] encoded) {
        try {
            HeadObjectResponse there = client.headObject(HeadObjectRequest.builder()
                    .bucket(place.bucket())
                    .key(place.key())
                    .build());
            return there.eTag() != null && there.eTag().replace("\"", "").equals(md5(encoded));
        } catch (S3Exception e) {
            // Some stores answer 403 where one may write but not look.
            return false;
        }
    }

    private static String md5(byte[] encoded) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
