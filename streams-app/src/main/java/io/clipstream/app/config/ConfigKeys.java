package io.clipstream.app.config;

import io.clipstream.claim.HostRule;
import io.clipstream.claim.Network;
import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;

/** Every configuration key with its type, default and allowed range; {@code reference.properties} explains them. */
public final class ConfigKeys {
    public static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";
    public static final String REGISTRY_URL = "schema.registry.url";
    public static final String REGISTRY_WAIT = "schema.registry.wait.ms";
    public static final String REGISTRY_UNKNOWN_IDS = "schema.registry.unknown.ids.per.second";
    public static final String APPLICATION_PREFIX = "application.prefix";
    public static final String GROUP_PROTOCOL = "group.protocol";
    public static final String STATE_DIRECTORY = "state.directory";
    public static final String SHUTDOWN_TIMEOUT = "shutdown.timeout.ms";
    public static final String TOPICS_PREFIX = "topics.prefix";
    public static final String TOPICS_PARTITIONS = "topics.partitions";
    public static final String TOPICS_LEARNING_PARTITIONS = "topics.learning.partitions";
    public static final String TOPICS_REPLICATION = "topics.replication.factor";
    public static final String TOPICS_MAX_RECORD = "topics.max.record.bytes";
    public static final String MODEL = "model";
    public static final String HUB_URL = "hub.url";
    public static final String HUB_TOKEN = "hub.token";
    public static final String HUB_CACHE = "hub.cache.dir";
    public static final String HUB_OFFLINE = "hub.offline";
    public static final String HUB_CONNECT_TIMEOUT = "hub.connect.timeout.ms";
    public static final String HUB_READ_TIMEOUT = "hub.read.timeout.ms";
    public static final String PRECISION = "precision";
    public static final String DEVICE = "device";
    public static final String SCORE_GUARANTEE = "score.processing.guarantee";
    public static final String SCORE_COMMIT = "score.commit.interval.ms";
    public static final String SCORE_THREADS = "score.stream.threads";
    public static final String SCORE_DECODERS = "score.decode.threads";
    public static final String SCORE_WORKERS = "score.device.workers";
    public static final String SCORE_BATCH_MAX = "score.batch.max";
    public static final String SCORE_BATCH_WAIT = "score.batch.wait.us";
    public static final String SCORE_IN_FLIGHT_MAX = "score.in.flight.max";
    public static final String SCORE_IN_FLIGHT_BYTES = "score.in.flight.bytes";
    public static final String SCORE_FETCH_TIMEOUT = "score.fetch.timeout.ms";
    public static final String SCORE_STALL_TIMEOUT = "score.stall.timeout.ms";
    public static final String SCORE_DECODE_TIMEOUT = "score.decode.timeout.ms";
    public static final String SCORE_DRIFT_WINDOW = "score.drift.window";
    public static final String SCORE_DRIFT_DISTANCE = "score.drift.distance";
    public static final String SCORE_DRIFT_DROP = "score.drift.accuracy.drop";
    public static final String CLAIM_HOSTS = "claim.https.hosts";
    public static final String CLAIM_HTTP = "claim.http.allowed";
    public static final String CLAIM_NETWORKS = "claim.private.networks";
    public static final String CLAIM_BUCKETS = "claim.s3.buckets";
    public static final String CLAIM_S3_ENDPOINT = "claim.s3.endpoint";
    public static final String CLAIM_S3_REGION = "claim.s3.region";
    public static final String CLAIM_S3_PATH_STYLE = "claim.s3.path.style";
    public static final String CLAIM_S3_ACCESS_KEY = "claim.s3.access.key";
    public static final String CLAIM_S3_SECRET_KEY = "claim.s3.secret.key";
    public static final String CLAIM_ROOTS = "claim.file.roots";
    public static final String CLAIM_MAX_BYTES = "claim.max.bytes";
    public static final String CLAIM_IN_FLIGHT_BYTES = "claim.in.flight.bytes";
    public static final String CLAIM_THREADS = "claim.threads";
    public static final String CLAIM_ATTEMPTS = "claim.attempts";
    public static final String CLAIM_DEADLINE = "claim.deadline.ms";
    public static final String CLAIM_CONNECT_TIMEOUT = "claim.connect.timeout.ms";
    public static final String CLAIM_READ_TIMEOUT = "claim.read.timeout.ms";
    public static final String LEARN_COMMIT = "learn.commit.interval.ms";
    public static final String COLLECT_MATCH_TTL = "collect.match.ttl.ms";
    public static final String COLLECT_INDEX_RETENTION = "collect.index.retention.ms";
    public static final String COLLECT_CLOCK_TOLERANCE = "collect.clock.tolerance.ms";
    public static final String COLLECT_SAMPLE_SIZE = "collect.sample.size";
    public static final String COLLECT_BUFFER_POLICY = "collect.buffer.policy";
    public static final String RETRAIN_SEED = "retrain.seed";
    public static final String RETRAIN_KEEP = "retrain.versions.kept";
    public static final String RETRAIN_REFIT_IDLE = "retrain.refit.idle.ms";
    public static final String RETRAIN_SAMPLE_IDLE = "retrain.sample.idle.ms";
    public static final String RETRAIN_CHALLENGER_INTERVAL = "retrain.challenger.interval.ms";
    public static final String RETRAIN_CHALLENGER_DEBOUNCE = "retrain.challenger.debounce.ms";
    public static final String RETRAIN_CHALLENGER_SHARE = "retrain.challenger.share";
    public static final String RETRAIN_TEXT_THREADS = "retrain.text.threads";
    public static final String RETRAIN_TEXT_CACHE = "retrain.text.cache.bytes";
    public static final String HTTP_ENABLED = "http.enabled";
    public static final String HTTP_HOST = "http.host";
    public static final String HTTP_PORT = "http.port";

    /** What keys were called before, and still may be. */
    static final Map<String, String> FORMER_NAMES = Map.of("model.directory", MODEL);

    /** Kafka client and Streams properties go through under this prefix. */
    public static final String KAFKA_PREFIX = "kafka.";

    /** Properties of the registry's client go through under this prefix, prefix included. */
    public static final String REGISTRY_PREFIX = "schema.registry.";

    /** Options of the registry's client and of the Avro serde that lack that prefix keep Confluent's own names. */
    static final Set<String> REGISTRY_NAMES = Set.of(
            "auto.register.schemas",
            "avro.remove.java.properties",
            "basic.auth.credentials.source",
            "basic.auth.user.info",
            "bearer.auth.credentials.source",
            "bearer.auth.token",
            "clipstream.value.serde",
            "http.connect.timeout.ms",
            "http.read.timeout.ms",
            "latest.compatibility.strict",
            "max.retries",
            "normalize.schemas",
            "retries.max.wait.ms",
            "retries.wait.ms",
            "subject.name.strategy",
            "use.latest.version",
            "value.subject.name.strategy");

    private ConfigKeys() {}

    /** The definition of all keys. */
    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        deployment(def);
        model(def);
        topics(def);
        scoring(def);
        claims(def);
        learning(def);
        http(def);
        return def;
    }

    private static void deployment(ConfigDef def) {
        key(def, BOOTSTRAP_SERVERS, Type.STRING, "127.0.0.1:9092", new NonEmptyString());
        key(def, REGISTRY_URL, Type.STRING, "http://127.0.0.1:8081", new NonEmptyString());
        key(def, REGISTRY_WAIT, Type.INT, 3_000, Range.between(10, 60_000));
        key(def, REGISTRY_UNKNOWN_IDS, Type.INT, 200, Range.between(1, 100_000));
        key(def, APPLICATION_PREFIX, Type.STRING, "clipstream-", new NameFragment());
        key(def, GROUP_PROTOCOL, Type.STRING, "classic", ValidString.in("classic", "streams"));
        key(def, STATE_DIRECTORY, Type.STRING, ".clipstream/state", new NonEmptyString());
        key(def, SHUTDOWN_TIMEOUT, Type.INT, 8000, Range.between(100, 600_000));
    }

    private static void model(ConfigDef def) {
        key(def, MODEL, Type.STRING, "", null);
        key(def, HUB_URL, Type.STRING, "https://huggingface.co", new WebAddress());
        key(def, HUB_TOKEN, Type.STRING, "", null);
        key(def, HUB_CACHE, Type.STRING, "", null);
        key(def, HUB_OFFLINE, Type.BOOLEAN, false, null);
        key(def, HUB_CONNECT_TIMEOUT, Type.INT, 10_000, Range.between(100, 600_000));
        key(def, HUB_READ_TIMEOUT, Type.INT, 30_000, Range.between(100, 600_000));
        key(
                def,
                PRECISION,
                Type.STRING,
                "auto",
                new EncoderSettings.Word(Precision::of, "[" + Precision.words() + "]"));
        key(def, DEVICE, Type.STRING, "auto", new EncoderSettings.Word(DeviceChoice::of, "[auto, cpu, cuda, cuda:N]"));
    }

    private static void topics(ConfigDef def) {
        key(def, TOPICS_PREFIX, Type.STRING, "", new NameFragment());
        key(def, TOPICS_PARTITIONS, Type.INT, 6, Range.between(1, 10_000));
        key(def, TOPICS_LEARNING_PARTITIONS, Type.INT, 3, Range.between(1, 1_000));
        key(def, TOPICS_REPLICATION, Type.SHORT, (short) -1, new Replication());
        key(def, TOPICS_MAX_RECORD, Type.INT, 8_388_608, Range.between(65_536, 1_073_741_824));
    }

    private static void scoring(ConfigDef def) {
        key(def, SCORE_GUARANTEE, Type.STRING, "exactly_once_v2", ValidString.in("exactly_once_v2", "at_least_once"));
        key(def, SCORE_COMMIT, Type.INT, 100, Range.between(5, 60_000));
        key(def, SCORE_THREADS, Type.INT, 1, Range.between(1, 64));
        key(def, SCORE_DECODERS, Type.INT, 2, Range.between(1, 256));
        key(def, SCORE_WORKERS, Type.INT, 0, Range.between(0, 64));
        key(def, SCORE_BATCH_MAX, Type.INT, 32, Range.between(1, 1_024));
        key(def, SCORE_BATCH_WAIT, Type.INT, 0, Range.between(0, 3_000));
        key(def, SCORE_IN_FLIGHT_MAX, Type.INT, 256, Range.between(1, 100_000));
        key(def, SCORE_IN_FLIGHT_BYTES, Type.LONG, 67_108_864L, Range.between(1_048_576L, 68_719_476_736L));
        key(def, SCORE_FETCH_TIMEOUT, Type.INT, 10_000, Range.between(100, 600_000));
        key(def, SCORE_STALL_TIMEOUT, Type.INT, 60_000, Range.between(1_000, 3_600_000));
        key(def, SCORE_DECODE_TIMEOUT, Type.INT, 30_000, Range.between(100, 600_000));
        key(def, SCORE_DRIFT_WINDOW, Type.INT, 512, Range.between(64, 1_000_000));
        key(def, SCORE_DRIFT_DISTANCE, Type.DOUBLE, 0.2, Range.between(0.01, 1.0));
        key(def, SCORE_DRIFT_DROP, Type.DOUBLE, 0.05, Range.between(0.001, 1.0));
    }

    private static void claims(ConfigDef def) {
        key(def, CLAIM_HOSTS, Type.STRING, "", new Listed(HostRule::parse, "HOST[:PORT] or *.DOMAIN[:PORT] or *"));
        key(def, CLAIM_HTTP, Type.BOOLEAN, false, null);
        key(def, CLAIM_NETWORKS, Type.STRING, "", new Listed(Network::parse, "networks such as 10.0.0.0/8"));
        key(def, CLAIM_BUCKETS, Type.STRING, "", null);
        key(def, CLAIM_S3_ENDPOINT, Type.STRING, "", new OptionalWebAddress());
        key(def, CLAIM_S3_REGION, Type.STRING, "", null);
        key(def, CLAIM_S3_PATH_STYLE, Type.BOOLEAN, false, null);
        key(def, CLAIM_S3_ACCESS_KEY, Type.STRING, "", null);
        key(def, CLAIM_S3_SECRET_KEY, Type.STRING, "", null);
        key(def, CLAIM_ROOTS, Type.STRING, "", new Listed(Path::of, "folders"));
        key(def, CLAIM_MAX_BYTES, Type.INT, 33_554_432, Range.between(1_024, 1_073_741_824));
        key(def, CLAIM_IN_FLIGHT_BYTES, Type.LONG, 268_435_456L, Range.between(1_024L, 68_719_476_736L));
        key(def, CLAIM_THREADS, Type.INT, 16, Range.between(1, 256));
        key(def, CLAIM_ATTEMPTS, Type.INT, 4, Range.between(1, 20));
        key(def, CLAIM_DEADLINE, Type.INT, 10_000, Range.between(100, 600_000));
        key(def, CLAIM_CONNECT_TIMEOUT, Type.INT, 2_000, Range.between(100, 60_000));
        key(def, CLAIM_READ_TIMEOUT, Type.INT, 5_000, Range.between(100, 60_000));
    }

    private static void learning(ConfigDef def) {
        key(def, LEARN_COMMIT, Type.INT, 50, Range.between(5, 10_000));
        key(def, COLLECT_MATCH_TTL, Type.LONG, 86_400_000L, Range.between(1_000L, 31_536_000_000L));
        key(def, COLLECT_INDEX_RETENTION, Type.LONG, 604_800_000L, Range.between(60_000L, 31_536_000_000L));
        key(def, COLLECT_CLOCK_TOLERANCE, Type.LONG, 86_400_000L, Range.between(0L, 31_536_000_000L));
        key(def, COLLECT_SAMPLE_SIZE, Type.INT, 4_096, Range.between(1, 1_000_000));
        key(def, COLLECT_BUFFER_POLICY, Type.STRING, "diverse", ValidString.in("diverse", "most-recent"));
        key(def, RETRAIN_SEED, Type.LONG, 0L, null);
        key(def, RETRAIN_KEEP, Type.INT, 20, Range.between(2, 10_000));
        key(def, RETRAIN_REFIT_IDLE, Type.LONG, 2_000L, Range.between(10L, 3_600_000L));
        key(def, RETRAIN_SAMPLE_IDLE, Type.LONG, 3_600_000L, Range.between(10L, 31_536_000_000L));
        key(def, RETRAIN_CHALLENGER_INTERVAL, Type.LONG, 60_000L, Range.between(10L, 31_536_000_000L));
        key(def, RETRAIN_CHALLENGER_DEBOUNCE, Type.LONG, 5_000L, Range.between(10L, 3_600_000L));
        key(def, RETRAIN_CHALLENGER_SHARE, Type.DOUBLE, 0.25, Range.between(0.001, 1.0));
        key(def, RETRAIN_TEXT_THREADS, Type.INT, 1, Range.between(1, 64));
        key(def, RETRAIN_TEXT_CACHE, Type.LONG, 536_870_912L, Range.between(0L, 1_099_511_627_776L));
    }

    private static void http(ConfigDef def) {
        key(def, HTTP_ENABLED, Type.BOOLEAN, true, null);
        key(def, HTTP_HOST, Type.STRING, "127.0.0.1", new NonEmptyString());
        key(def, HTTP_PORT, Type.INT, 8090, Range.between(0, 65_535));
    }

    private static void key(ConfigDef def, String name, Type type, Object fallback, Validator validator) {
        def.define(name, type, fallback, validator, Importance.MEDIUM, "See reference.properties");
    }

    /** All keys, in the order of the reference file. */
    public static List<String> names() {
        return new ArrayList<>(definition().configKeys().keySet());
    }
}
