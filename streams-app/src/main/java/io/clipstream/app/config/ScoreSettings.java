package io.clipstream.app.config;

import io.clipstream.adapter.DriftWatch;
import java.time.Duration;

/**
 * The score role.
 *
 * @param processingGuarantee exactly_once_v2 or at_least_once
 * @param streamThreads threads of Kafka Streams
 * @param decodeThreads threads that decode and preprocess images
 * @param deviceWorkers workers that run the encoder, from 1
 * @param batchMax most images in a batch
 * @param batchWait longest wait for a fuller batch while another worker is busy
 * @param inFlightMax most images between intake and output
 * @param inFlightBytes most encoded bytes between intake and output
 * @param fetchTimeout longest wait for an image that has to be read again
 * @param stallTimeout longest that a batch may be in the device before the process ends
 * @param decodeTimeout longest that an image may be in its decoder before it is refused
 * @param drift when a task's stream is cause for alarm
 */
public record ScoreSettings(
        String processingGuarantee,
        Duration commitInterval,
        int streamThreads,
        int decodeThreads,
        int deviceWorkers,
        int batchMax,
        Duration batchWait,
        int inFlightMax,
        long inFlightBytes,
        Duration fetchTimeout,
        Duration stallTimeout,
        Duration decodeTimeout,
        DriftWatch.Limits drift) {
    static ScoreSettings of(Values values) {
        return new ScoreSettings(
                values.text(ConfigKeys.SCORE_GUARANTEE),
                values.millis(ConfigKeys.SCORE_COMMIT),
                values.number(ConfigKeys.SCORE_THREADS),
                values.number(ConfigKeys.SCORE_DECODERS),
                workers(values.number(ConfigKeys.SCORE_WORKERS)),
                values.number(ConfigKeys.SCORE_BATCH_MAX),
                Duration.ofNanos(values.large(ConfigKeys.SCORE_BATCH_WAIT) * 1_000),
                values.number(ConfigKeys.SCORE_IN_FLIGHT_MAX),
                values.large(ConfigKeys.SCORE_IN_FLIGHT_BYTES),
                values.millis(ConfigKeys.SCORE_FETCH_TIMEOUT),
                values.millis(ConfigKeys.SCORE_STALL_TIMEOUT),
                values.millis(ConfigKeys.SCORE_DECODE_TIMEOUT),
                new DriftWatch.Limits(
                        values.number(ConfigKeys.SCORE_DRIFT_WINDOW),
                        values.decimal(ConfigKeys.SCORE_DRIFT_DISTANCE),
                        values.decimal(ConfigKeys.SCORE_DRIFT_DROP)));
    }

    private static int workers(int configured) {
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }
}
