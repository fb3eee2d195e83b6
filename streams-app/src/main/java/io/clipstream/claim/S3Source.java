package io.clipstream.claim;

import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads images from the allowed buckets of S3, or of a store that speaks its protocol. */
final class S3Source implements Source {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final S3Settings settings;
    private final S3Client client;

    S3Source(S3Settings settings, ClaimLimits limits) {
        this.settings = settings;
        // One policy of retries for all sources, so none here.
        this.client = S3Clients.of(settings, limits.threads(), 1, limits.connect(), limits.read());
    }

    @Override
    public void check(Address address) throws FetchException {
        S3Address at = S3Address.of(address);
        if (!settings.buckets().contains(at.bucket())) {
            throw FetchException.lasting(
                    Fetched.Cause.FORBIDDEN,
                    "the image's address is not allowed: bucket " + at.bucket()
                            + " is not among the allowed ones (claim.s3.buckets)");
        }
    }

    @Override
    public Body read(Address address, Reading reading) throws FetchException {
        S3Address at = S3Address.of(address);
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(at.bucket())
                .key(at.key())
                .overrideConfiguration(o -> o.apiCallTimeout(reading.left()))
                .build();
        try (ResponseInputStream<GetObjectResponse> in = client.getObject(request)) {
            reading.closes(in::abort);
            Long length = in.response().contentLength();
            try {
                return Body.read(in, length == null ? -1 : length, reading, address.shown());
            } catch (FetchException | IOException e) {
                // Closing alone would read the rest first.
                in.abort();
                throw e;
            }
        } catch (AwsServiceException e) {
            throw refusal(address, e);
        } catch (SdkClientException | IOException e) {
            throw FetchException.passing(address.shown() + ": " + e.getMessage(), e);
        }
    }

    private static FetchException refusal(Address address, AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        String message = address.shown() + " answers with status " + e.statusCode() + (code == null ? "" : " " + code)
                + ", expected 200";
        if (PASSING.contains(e.statusCode())) {
            String pause = e.awsErrorDetails() == null
                    ? null
                    : e.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("Retry-After")
                            .orElse(null);
            return FetchException.busy(message, RetryAfter.parse(pause, Clock.systemUTC()));
        }
        return FetchException.lasting(
                e.statusCode() == 404 ? Fetched.Cause.NOT_FOUND : Fetched.Cause.UNAVAILABLE, message);
    }

    @Override
    public void close() {
        client.close();
    }
}
