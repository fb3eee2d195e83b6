package io.clipstream.topology;

import io.clipstream.adapter.AcceptRule;
import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.Novelty;
import io.clipstream.adapter.ReliabilityFigures;
import io.clipstream.adapter.SelfKnowledge;
import io.clipstream.adapter.StreamSketch;
import io.clipstream.adapter.Tempered;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ConfusionCell;
import io.clipstream.schemas.NoveltyModel;
import io.clipstream.schemas.Reliability;
import io.clipstream.schemas.ReliabilityStep;
import io.clipstream.schemas.ScoringLimits;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.StreamReference;
import io.clipstream.scoring.LoadedVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Turns what a version knows of itself into records and back. */
public final class KnowledgeRecords {
    /** Most cells of a confusion table that go into a record. */
    private static final int MOST_CELLS = 1024;

    private static final String UNTRUSTED =
            "without texts, probabilities say nothing until each class has two examples";

    private KnowledgeRecords() {}

    /** The record of a version, with what it knows of itself. */
    public static AdapterVersion with(AdapterVersion version, SelfKnowledge knowledge) {
        return AdapterVersion.newBuilder(version)
                .setSharpness((float) knowledge.sharpness())
                .setReliability(record(knowledge))
                .setNovelty(knowledge.novelty().map(KnowledgeRecords::record).orElse(null))
                .setStream(knowledge.stream().map(KnowledgeRecords::record).orElse(null))
                .build();
    }

    /** The record of a novelty model. */
    static NoveltyModel record(Novelty novelty) {
        int[] counts = novelty.counts();
        float[] means = novelty.means();
        int d = novelty.centre().length;
        ByteBuffer rows = ByteBuffer.allocate(means.length * Short.BYTES);
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                rows.put(HalfFloats.toBytes(Arrays.copyOfRange(means, c * d, (c + 1) * d)));
            }
        }
        return new NoveltyModel(
                Arrays.stream(counts).boxed().toList(),
                ByteBuffer.wrap(HalfFloats.toBytes(novelty.centre())),
                rows.flip(),
                novelty.textWeight(),
                novelty.radius());
    }

    /**
     * The version with what its record says that it knows of itself.
     *
     * @param artifact of that record, of which a method has checked the tensors
     * @throws InvalidAdapterException if the record's sizes do not fit the version, or a number is out of range
     */
    static LoadedVersion known(LoadedVersion loaded, AdapterVersion version, AdapterArtifact artifact)
            throws InvalidAdapterException {
        check(version, artifact);
        return loaded.knowing(version.getSharpness(), novelty(version, artifact), stream(version));
    }

    /**
     * The adapter of a version with its probabilities as scorers tell them.
     *
     * @throws InvalidAdapterException if the version cannot be served
     */
    public static Adapter adapter(AdapterVersion version) throws InvalidAdapterException {
        AdapterArtifact artifact = AdapterRecords.artifact(version);
        Adapter adapter = AdapterMethods.load(artifact);
        check(version, artifact);
        return Tempered.of(adapter, version.getSharpness());
    }

    /** Checks the same without a loaded version. */
    static void check(AdapterVersion version, AdapterArtifact artifact) throws InvalidAdapterException {
        float sharpness = version.getSharpness();
        // Written so that NaN fails too.
        require(sharpness >= 0.01f && sharpness <= 100, "sharpness " + sharpness + " must lie in [0.01, 100]");
        novelty(version, artifact);
        stream(version);
    }

    private static Novelty novelty(AdapterVersion version, AdapterArtifact artifact) throws InvalidAdapterException {
        NoveltyModel model = version.getNovelty();
        if (model == null) {
            return null;
        }
        int k = version.getLabels().size();
        int d = version.getDimension();
        int[] counts = model.getCounts().stream().mapToInt(Integer::intValue).toArray();
        long rows = Arrays.stream(counts).filter(count -> count > 0).count();
        require(
                counts.length == k && Arrays.stream(counts).allMatch(count -> count >= 0),
                "novelty.counts wants " + k + " counts from 0");
        byte[] means = bytes(model.getMeans());
        byte[] centre = bytes(model.getCentre());
        require(
                means.length == rows * d * Short.BYTES,
                "novelty.means has " + means.length + " bytes, expected " + rows * d * Short.BYTES);
        require(
                centre.length == d * Short.BYTES,
                "novelty.centre has " + centre.length + " bytes, expected " + d * Short.BYTES);
        float[] unpacked = new float[k * d];
        for (int c = 0, from = 0; c < k; c++) {
            if (counts[c] > 0) {
                int to = from + d * Short.BYTES;
                System.arraycopy(HalfFloats.toFloats(Arrays.copyOfRange(means, from, to)), 0, unpacked, c * d, d);
                from = to;
            }
        }
        try {
            return new Novelty(
                    counts,
                    HalfFloats.toFloats(centre),
                    unpacked,
                    artifact.tensors().get(ZeroShot.TEXT).values(),
                    model.getTextWeight(),
                    model.getRadius());
        } catch (IllegalArgumentException e) {
            throw new InvalidAdapterException("novelty: " + e.getMessage());
        }
    }

    /** The record of a stream's sketch. */
    static StreamReference record(StreamSketch stream) {
        List<Float> cuts = new ArrayList<>();
        for (float cut : stream.cuts()) {
            cuts.add(cut);
        }
        return new StreamReference(
                stream.images(),
                cuts,
                stream.sureFrom().isPresent() ? (float) stream.sureFrom().getAsDouble() : null,
                (float) stream.accuracy(),
                (float) stream.labels());
    }

    /**
     * What a version's stream looked like; null where its record does not say.
     *
     * @throws InvalidAdapterException if a number is out of range
     */
    public static StreamSketch stream(AdapterVersion version) throws InvalidAdapterException {
        StreamReference record = version.getStream();
        if (record == null) {
            return null;
        }
        float[] cuts = new float[record.getCuts().size()];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = record.getCuts().get(i);
        }
        Float sureFrom = record.getSureFrom();
        require(
                sureFrom == null || sureFrom >= 0 && record.getLabels() > 0 && record.getAccuracy() >= 0,
                "stream.sureFrom, labels and accuracy must be positive numbers");
        try {
            return new StreamSketch(
                    record.getImages(),
                    cuts,
                    sureFrom == null ? OptionalDouble.empty() : OptionalDouble.of(sureFrom),
                    record.getAccuracy(),
                    record.getLabels());
        } catch (IllegalArgumentException e) {
            throw new InvalidAdapterException("stream: " + e.getMessage());
        }
    }

    /** The record of figures. */
    static Reliability record(SelfKnowledge knowledge) {
        ReliabilityFigures figures = knowledge.figures();
        return new Reliability(
                figures.labels(),
                (float) figures.effective(),
                (float) figures.accuracy(),
                (float) figures.accuracyLow(),
                (float) figures.accuracyHigh(),
                (float) figures.confidence(),
                (float) figures.calibrationError(),
                figures.steps().stream()
                        .map(step -> new ReliabilityStep(
                                (float) step.from(),
                                (float) step.confidence(),
                                (float) step.weight(),
                                (float) step.squares(),
                                (float) step.right()))
                        .toList(),
                figures.confusion().stream()
                        .limit(MOST_CELLS)
                        .map(cell -> new ConfusionCell(cell.label(), cell.predicted(), cell.count()))
                        .toList(),
                Double.isNaN(knowledge.noveltyAuroc()) ? null : (float) knowledge.noveltyAuroc(),
                knowledge.trusted());
    }

    /** The figures of a record; of no labels where it is null. */
    public static ReliabilityFigures figures(Reliability record) {
        if (record == null) {
            return ReliabilityFigures.of(List.of());
        }
        return new ReliabilityFigures(
                record.getLabels(),
                record.getEffective(),
                record.getAccuracy(),
                record.getAccuracyLow(),
                record.getAccuracyHigh(),
                record.getConfidence(),
                record.getCalibrationError(),
                record.getSteps().stream()
                        .map(step -> new ReliabilityFigures.Step(
                                step.getFrom(),
                                step.getConfidence(),
                                step.getWeight(),
                                step.getSquares(),
                                step.getRight()))
                        .toList(),
                record.getConfusion().stream()
                        .map(cell ->
                                new ReliabilityFigures.Confusion(cell.getLabel(), cell.getPredicted(), cell.getCount()))
                        .toList());
    }

    /**
     * What a pointer tells the scorers besides the policy; null where the policy has no target.
     *
     * @param reliability of the version that it points at; null where it was not measured
     */
    public static ScoringLimits limits(ScoringPolicy policy, Reliability reliability) {
        if (policy.getTargetPrecision() == null) {
            return null;
        }
        ReliabilityFigures figures = figures(reliability);
        if (reliability != null && !reliability.getTrusted()) {
            return new ScoringLimits(null, UNTRUSTED, figures.labels());
        }
        AcceptRule rule = AcceptRule.of(figures, policy.getTargetPrecision());
        Float threshold =
                rule.threshold().isPresent() ? (float) rule.threshold().getAsDouble() : null;
        return new ScoringLimits(threshold, rule.reason(), figures.labels());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void require(boolean condition, String message) throws InvalidAdapterException {
        if (!condition) {
            throw new InvalidAdapterException(message);
        }
    }
}
