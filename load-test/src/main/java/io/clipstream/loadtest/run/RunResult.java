package io.clipstream.loadtest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.clipstream.loadtest.report.Series;
import io.clipstream.loadtest.run.measure.Gauge;
import io.clipstream.loadtest.run.measure.Latencies;
import io.clipstream.loadtest.run.measure.Ledger.Account;
import io.clipstream.loadtest.run.measure.Measurement;
import io.clipstream.loadtest.run.measure.Stage;
import io.clipstream.loadtest.run.measure.StageTimes;
import io.clipstream.loadtest.run.measure.Track;
import io.clipstream.loadtest.run.traffic.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run found; latencies and stages are in milliseconds and leave the warm-up out, memory is in megabytes.
 *
 * @param sent records handed to the producer, of all kinds
 * @param received predictions, each of another record
 * @param lost records that the brokers took and that have neither prediction nor dead letter at the end
 * @param duplicated further answers to a record that had one
 * @param unexpected images that became dead letters, garbage that was predicted or refused for another reason
 * @param refused records that the brokers did not take
 * @param resent records that sent an earlier image again
 * @param garbage records that were no images or no Avro
 * @param deadLetters records by the reason for which they became dead letters
 * @param corrections labels that were sent
 * @param correctionsRefused labels that became dead letters
 * @param targetPerSecond mean rate that was asked for
 * @param imagesPerSecond predictions a second after the warm-up
 * @param latencyMsP50 from due time to committed prediction
 * @param sendingLateMsP99 how late the load generator itself was
 * @param lagMax most records that were due and had no answer
 * @param lagEnd the same when the last record was due
 * @param batchMean images a batch
 * @param stages where the time went
 * @param cores processor cores that the roles used on average; null, as all below, where nobody told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunResult(
        String shape,
        double seconds,
        int tasks,
        long sent,
        long received,
        long lost,
        long duplicated,
        long unexpected,
        long refused,
        long resent,
        long garbage,
        Map<String, Long> deadLetters,
        long corrections,
        long correctionsRefused,
        double targetPerSecond,
        double imagesPerSecond,
        double latencyMsP50,
        double latencyMsP90,
        double latencyMsP99,
        double latencyMsP999,
        double latencyMsMax,
        double sendingLateMsP99,
        double lagMax,
        double lagEnd,
        double batchMean,
        Map<String, Times> stages,
        Double cores,
        Double heapMax,
        Double directMax,
        Double residentMax,
        Double gpuMemoryMax,
        Double generatorCores,
        Double generatorResidentMax) {

    /** One stage's times. */
    record Times(double mean, double p50, double p99) {
        static Times of(Histogram micros) {
            return micros.getTotalCount() == 0
                    ? new Times(0, 0, 0)
                    : new Times(micros.getMean() / 1e3, Latencies.millis(micros, 50), Latencies.millis(micros, 99));
        }
    }

    static RunResult of(String shape, Measurement measurement, Measurement.Findings findings) {
        Account account = findings.account();
        Latencies latencies = findings.latencies();
        Histogram all = latencies.all();
        Track track = findings.track();
        double seconds = measurement.schedule().seconds();
        double from = measurement.warmUp();
        return new RunResult(
                shape,
                seconds,
                measurement.load().tasks().size(),
                account.records(),
                account.predicted(),
                account.lost(),
                account.duplicated(),
                account.unexpected(),
                account.refused(),
                account.sent(Kind.DUPLICATE),
                account.sent(Kind.UNDECODABLE) + account.sent(Kind.BROKEN_AVRO),
                account.letters(),
                findings.corrections(),
                findings.refusedCorrections(),
                seconds == 0 ? 0 : measurement.schedule().count() / seconds,
                latencies.perSecond(),
                Latencies.millis(all, 50),
                Latencies.millis(all, 90),
                Latencies.millis(all, 99),
                Latencies.millis(all, 99.9),
                all.getTotalCount() == 0 ? 0 : all.getMaxValue() / 1e3,
                Latencies.millis(latencies.sending(), 99),
                orZero(Track.max(track.lag)),
                orZero(Track.mean(track.lag, seconds - 1.5, seconds + 0.5)),
                findings.stages().meanBatch(),
                stages(findings.stages()),
                Track.mean(track.system.get(Gauge.CPU_SECONDS), from, seconds),
                max(track.system, Gauge.HEAP),
                max(track.system, Gauge.DIRECT),
                max(track.system, Gauge.RESIDENT),
                max(track.system, Gauge.GPU_MEMORY),
                Track.mean(track.generator.get(Gauge.CPU_SECONDS), from, seconds),
                max(track.generator, Gauge.RESIDENT));
    }

    private static double orZero(Double value) {
        return value == null ? 0 : value;
    }

    private static Double max(Map<Gauge, Series> series, Gauge gauge) {
        return Track.max(series.get(gauge));
    }

    private static Map<String, Times> stages(StageTimes times) {
        Map<String, Times> stages = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            stages.put(stage.id(), Times.of(times.of(stage)));
        }
        return stages;
    }

    /** Whether every record has exactly the answer that it must have. */
    boolean kept() {
        return lost == 0 && duplicated == 0 && unexpected == 0 && correctionsRefused == 0;
    }
}
