package io.clipstream.app.metrics;

import java.util.List;

/** The catalogue of Clipstream's own metrics: name, kind, unit, tags, what it says, and when to be woken by it. */
public enum Metric {
    IMAGES_SCORED(
            "clipstream.images.scored",
            Kind.COUNTER,
            "images",
            List.of("task"),
            "Images that the engine has scored.",
            "rate 0 while the score group lags"),
    IMAGES_REFUSED(
            "clipstream.images.refused",
            Kind.COUNTER,
            "images",
            List.of("cause"),
            "Images that became dead letters: unreadable, of an unknown task, or without usable numbers.",
            "more than 1 % of the images"),
    DEAD_LETTERS(
            "clipstream.dead.letters",
            Kind.COUNTER,
            "records",
            List.of("stage", "reason"),
            "Records that became dead letters, images or others; 'clipstream dlq' lists and replays them.",
            "any increase of UNKNOWN_TASK or UNDECODABLE; more than 1 % of the records for the others"),
    DECODE_TIME(
            "clipstream.decode.time",
            Kind.TIMER,
            "seconds",
            List.of(),
            "Decoding and preprocessing of one image.",
            "p99 above 100 ms: images are larger than they need to be"),
    BATCH_TIME(
            "clipstream.batch.time",
            Kind.TIMER,
            "seconds",
            List.of(),
            "Encoder and head for one batch.",
            "twice its usual value: the cores are shared with others"),
    BATCH_SIZE(
            "clipstream.batch.size",
            Kind.SUMMARY,
            "images",
            List.of(),
            "Images in one batch; near the maximum, the device is the bottleneck.",
            "always at the maximum while the group lags: add instances"),
    IMAGE_TIME(
            "clipstream.image.time",
            Kind.TIMER,
            "seconds",
            List.of(),
            "From intake by the engine to the scored image.",
            "p99 above your latency goal less the commit interval"),
    IN_FLIGHT(
            "clipstream.in.flight",
            Kind.GAUGE,
            "images",
            List.of(),
            "Images between intake and outcome.",
            "at score.in.flight.max for minutes: the engine is the bottleneck"),
    IN_FLIGHT_BYTES(
            "clipstream.in.flight.bytes",
            Kind.GAUGE,
            "bytes",
            List.of(),
            "Bytes held for images in flight.",
            "at score.in.flight.bytes for minutes"),
    INTAKE_BLOCKED(
            "clipstream.intake.blocked",
            Kind.COUNTER,
            "seconds",
            List.of(),
            "Time that intake waited for room in the engine, summed over stream threads.",
            "rate above 0.9 for minutes while the group lags: device or decoders are the bottleneck"),
    INTAKE_PAUSED(
            "clipstream.intake.paused",
            Kind.GAUGE,
            "boolean",
            List.of(),
            "1 while intake is paused, since the device makes no room for longer than a transaction bears; else 0.",
            "1 for a minute: a batch takes seconds"),
    BATCH_AGE(
            "clipstream.device.batch.age",
            Kind.GAUGE,
            "seconds",
            List.of(),
            "How long the oldest batch has been in its device; 0 while all are idle.",
            "above 10: the device is slow or stuck"),
    ENGINE_STALLED(
            "clipstream.engine.stalled",
            Kind.GAUGE,
            "boolean",
            List.of(),
            "1 while a batch has been in the device for over a quarter of score.stall.timeout.ms, else 0.",
            "1: the process ends itself at score.stall.timeout.ms"),
    DECODES_ABANDONED(
            "clipstream.decodes.abandoned",
            Kind.COUNTER,
            "images",
            List.of(),
            "Images that were refused since they were not decoded within score.decode.timeout.ms; each keeps a thread busy.",
            "any: look at the image in dead-letters"),
    CLAIM_TIME(
            "clipstream.claim.time",
            Kind.TIMER,
            "seconds",
            List.of(),
            "Fetching one image by its address, retries included.",
            "p99 near claim.deadline.ms: the store is slow"),
    CLAIM_BYTES(
            "clipstream.claim.bytes",
            Kind.SUMMARY,
            "bytes",
            List.of(),
            "Size of an image that was fetched by its address.",
            "near claim.max.bytes"),
    CLAIM_RETRIES(
            "clipstream.claim.retries",
            Kind.COUNTER,
            "attempts",
            List.of(),
            "Attempts to fetch an image that failed and were followed by another.",
            "more than 1 % of the fetches"),
    CLAIMS_REFUSED(
            "clipstream.claims.refused",
            Kind.COUNTER,
            "images",
            List.of("cause"),
            "Images that could not be fetched by their address, and became dead letters.",
            "any TIMED_OUT or UNAVAILABLE: replay them once the store answers"),
    CLAIM_IN_FLIGHT_BYTES(
            "clipstream.claim.in.flight.bytes",
            Kind.GAUGE,
            "bytes",
            List.of(),
            "Bytes set aside for images that are fetched by their address, until they are scored.",
            "at claim.in.flight.bytes for minutes: fetching is the bottleneck"),
    CLAIMS_WAITING(
            "clipstream.claims.waiting",
            Kind.GAUGE,
            "images",
            List.of(),
            "Images that wait for their fetch to begin.",
            "above 100 for minutes: raise claim.threads or claim.in.flight.bytes"),
    ADAPTER_VERSION(
            "clipstream.adapter.version",
            Kind.GAUGE,
            "version",
            List.of("task"),
            "The adapter version that scores this task here.",
            "instances differ for more than a minute"),
    ADAPTER_SWAPS(
            "clipstream.adapter.swaps",
            Kind.COUNTER,
            "versions",
            List.of("task"),
            "Adapter versions that went live here.",
            "0 for a day in which corrections came"),
    ADAPTERS_REFUSED(
            "clipstream.adapters.refused",
            Kind.COUNTER,
            "versions",
            List.of("task"),
            "Adapter versions that this scorer refused to load; the one before stays.",
            "any: something writes adapters that does not fit this backbone"),
    DRIFT_ALARMS(
            "clipstream.drift.alarms",
            Kind.GAUGE,
            "tasks",
            List.of(),
            "Tasks whose latest images are others than those that their version knows, or seem to be classified worse.",
            "any for an hour: look at the task's review queue; the log names it"),
    DRIFT_DISTANCE(
            "clipstream.drift.distance",
            Kind.GAUGE,
            "share",
            List.of("task"),
            "How far the latest window of images is from the version's sample, 0 to 1; the first 100 tasks alone.",
            "above score.drift.distance"),
    ACCURACY_ESTIMATED(
            "clipstream.accuracy.estimated",
            Kind.GAUGE,
            "share",
            List.of("task"),
            "Share of the latest window that is probably right, estimated without labels; NaN below 50 audit labels.",
            "clearly below the audited accuracy that 'clipstream task status' shows"),
    ENGINE_FAILURES(
            "clipstream.engine.failures",
            Kind.COUNTER,
            "failures",
            List.of(),
            "Breakdowns of the engine; the process then reports itself as not live.",
            "any"),
    ROLE_RUNNING(
            "clipstream.role.running",
            Kind.GAUGE,
            "boolean",
            List.of("role"),
            "1 while the role's Kafka Streams application runs, else 0.",
            "0 for more than two minutes"),
    ROLE_FAULTS(
            "clipstream.role.faults",
            Kind.COUNTER,
            "faults",
            List.of("role"),
            "Stream threads that ended with a fault of the system; each is replaced until they come too often.",
            "any increase"),
    READY(
            "clipstream.ready",
            Kind.GAUGE,
            "boolean",
            List.of(),
            "1 while this process is ready, else 0.",
            "0 for more than two minutes");

    /** How a metric behaves. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER,
        SUMMARY
    }

    private final String id;
    private final Kind kind;
    private final String unit;
    private final List<String> tags;
    private final String help;
    private final String alert;

    Metric(String id, Kind kind, String unit, List<String> tags, String help, String alert) {
        this.id = id;
        this.kind = kind;
        this.unit = unit;
        this.tags = tags;
        this.help = help;
        this.alert = alert;
    }

    /** Name as Micrometer has it; Prometheus shows underscores and its suffixes. */
    public String id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    public String unit() {
        return unit;
    }

    /** Keys of its tags, in the order in which their values are given. */
    public List<String> tags() {
        return tags;
    }

    /** What it says. */
    public String help() {
        return help;
    }

    /** What to alert on. */
    public String alert() {
        return alert;
    }
}
