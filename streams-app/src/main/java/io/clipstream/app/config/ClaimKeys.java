package io.clipstream.app.config;

import io.clipstream.claim.ClaimLimits;
import io.clipstream.claim.ClaimSettings;
import io.clipstream.claim.HostRule;
import io.clipstream.claim.Network;
import io.clipstream.claim.S3Settings;
import io.clipstream.claim.WebRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the settings of images that lie elsewhere. */
final class ClaimKeys {
    private ClaimKeys() {}

    static ClaimSettings settings(Values values) {
        return new ClaimSettings(
                new WebRules(
                        Listed.parts(values.text(ConfigKeys.CLAIM_HOSTS)).stream()
                                .map(HostRule::parse)
                                .toList(),
                        values.flag(ConfigKeys.CLAIM_HTTP),
                        Listed.parts(values.text(ConfigKeys.CLAIM_NETWORKS)).stream()
                                .map(Network::parse)
                                .toList()),
                new S3Settings(
                        Listed.parts(values.text(ConfigKeys.CLAIM_BUCKETS)),
                        text(values, ConfigKeys.CLAIM_S3_ENDPOINT).map(URI::create),
                        text(values, ConfigKeys.CLAIM_S3_REGION),
                        values.flag(ConfigKeys.CLAIM_S3_PATH_STYLE),
                        text(values, ConfigKeys.CLAIM_S3_ACCESS_KEY),
                        text(values, ConfigKeys.CLAIM_S3_SECRET_KEY)),
                Listed.parts(values.text(ConfigKeys.CLAIM_ROOTS)).stream()
                        .map(Path::of)
                        .toList(),
                new ClaimLimits(
                        values.number(ConfigKeys.CLAIM_MAX_BYTES),
                        values.large(ConfigKeys.CLAIM_IN_FLIGHT_BYTES),
                        values.number(ConfigKeys.CLAIM_THREADS),
                        values.number(ConfigKeys.CLAIM_ATTEMPTS),
                        values.millis(ConfigKeys.CLAIM_DEADLINE),
                        values.millis(ConfigKeys.CLAIM_CONNECT_TIMEOUT),
                        values.millis(ConfigKeys.CLAIM_READ_TIMEOUT)));
    }

    private static Optional<String> text(Values values, String key) {
        return Optional.of(values.text(key)).filter(text -> !text.isEmpty());
    }
}
