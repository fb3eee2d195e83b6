package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.AdapterMethod;
import io.clipstream.adapter.AdapterMethods;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Digests;
import io.clipstream.adapter.HalfFloats;
import io.clipstream.adapter.InstantMethod;
import io.clipstream.adapter.InstantSeries;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.SafetensorsCodec;
import io.clipstream.adapter.Shot;
import io.clipstream.adapter.SupportSet;
import io.clipstream.adapter.TrainingInput;
import io.clipstream.adapter.UnlabelledSample;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.SampledFeature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a version again from the inputs that are still at hand, and says whether it is the same to the byte. */
public final class Reproduction {
    private static final int NAMED = 10;

    private final AdapterVersion version;
    private final Lineage lineage;
    private final ClassHead head;
    private final List<String> missing = new ArrayList<>();

    /**
     * What came of it.
     *
     * @param missing inputs that are no longer what the version was made from, a sentence each; where there is one, nothing
     *     was fitted
     * @param same whether the tensors are the same to the byte
     */
    public record Outcome(List<String> missing, boolean same) {}

    private Reproduction(AdapterVersion version, AdapterArtifact artifact) {
        this.version = version;
        this.lineage = version.getLineage();
        this.head = new ClassHead(
                version.getLabels(),
                version.getClassListRevision(),
                version.getModelId(),
                artifact.tensors().get(ZeroShot.TEXT),
                version.getLogitScale());
    }

    /**
     * Makes it again; takes as long as its fit took.
     *
     * @param options the task's, as its specification has them now
     * @param buffer the task's examples, as they are now
     * @param sampled the task's unlabelled images, as they are now
     * @throws InvalidAdapterException if the version is damaged, or its method is unknown here
     */
    public static Outcome of(
            AdapterVersion version,
            Map<String, String> options,
            Collection<Example> buffer,
            Collection<SampledFeature> sampled)
            throws InvalidAdapterException {
        return new Reproduction(version, AdapterRecords.artifact(version)).run(options, buffer, sampled);
    }

    private Outcome run(Map<String, String> options, Collection<Example> buffer, Collection<SampledFeature> sampled)
            throws InvalidAdapterException {
        if (!Digests.options(version.getMethod(), options).equals(lineage.getConfigDigest())) {
            missing.add("the task's options are not those that it was fitted with");
        }
        SupportSet support = support(buffer);
        UnlabelledSample sample = sample(sampled);
        if (!missing.isEmpty()) {
            return new Outcome(List.copyOf(missing), false);
        }
        AdapterArtifact again = fit(new TrainingInput(head, support, sample, options, lineage.getSeed()));
        byte[] digest = Digests.sha256(SafetensorsCodec.encode(again.tensors()));
        return new Outcome(List.of(), ByteBuffer.wrap(digest).equals(version.getTensorsSha256()));
    }

    private SupportSet support(Collection<Example> buffer) {
        Map<String, Integer> rows = RetrainInput.rows(head);
        Map<String, Shot> atHand = new TreeMap<>();
        for (Example example : buffer) {
            RetrainExample held = RetrainExample.of(example);
            if (held.trains() && RetrainInput.fits(held, head, rows)) {
                atHand.put(example.getImageId(), held.shot(rows.get(example.getLabel())));
            }
        }
        if (lineage.getShots().size() != lineage.getExamples()) {
            missing.add("its record does not list its shots: it was made by an earlier release");
        }
        TreeSet<String> gone = new TreeSet<>(lineage.getShots());
        gone.removeAll(atHand.keySet());
        atHand.keySet().retainAll(lineage.getShots());
        SupportSet support = new SupportSet(List.copyOf(atHand.values()));
        if (!gone.isEmpty()) {
            missing.add(gone.size() + " of its " + lineage.getExamples() + " examples have left the buffer: "
                    + String.join(", ", gone.stream().limit(NAMED).toList()) + (gone.size() > NAMED ? ", ..." : ""));
        } else if (!Digests.supportSet(support).equals(lineage.getBufferDigest())) {
            missing.add("an example has another label, weight or feature now");
        }
        return support;
    }

    private UnlabelledSample sample(Collection<SampledFeature> sampled) {
        if (lineage.getSampleDigest().isEmpty()) {
            return UnlabelledSample.EMPTY;
        }
        List<UnlabelledSample.Row> rows = sampled.stream()
                .filter(feature -> feature.getModelId().equals(head.modelId())
                        && feature.getFeature().remaining() == Short.BYTES * head.dimension())
                .sorted(Comparator.comparingLong(SampledFeature::getHash).thenComparing(SampledFeature::getImageId))
                .limit(UnlabelledSample.size(head.classes()))
                .map(feature -> new UnlabelledSample.Row(feature.getImageId(), unit(feature.getFeature())))
                .toList();
        UnlabelledSample sample = new UnlabelledSample(rows);
        if (!sample.digest().equals(lineage.getSampleDigest())) {
            missing.add("the unlabelled sample of " + lineage.getUnlabelled() + " images has moved on with the stream");
        }
        return sample;
    }

    private AdapterArtifact fit(TrainingInput input) throws InvalidAdapterException {
        AdapterMethod method = AdapterMethods.named(version.getMethod());
        if (lineage.getBase() == null) {
            return method.fit(input);
        }
        if (!(method instanceof InstantMethod instant)) {
            throw new InvalidAdapterException("method '" + method.name() + "' makes no instant versions");
        }
        List<String> replayed = lineage.getReplayed();
        Map<String, Shot> later = new TreeMap<>();
        List<Shot> base = new ArrayList<>();
        for (Shot shot : input.support().shots()) {
            if (replayed.contains(shot.id())) {
                later.put(shot.id(), shot);
            } else {
                base.add(shot);
            }
        }
        InstantSeries series = instant.series(input.with(new SupportSet(base)));
        replayed.forEach(id -> series.add(later.get(id)));
        return series.artifact();
    }

    private static float[] unit(ByteBuffer feature) {
        byte[] bytes = new byte[feature.remaining()];
        feature.duplicate().get(bytes);
        return HalfFloats.readUnit(bytes);
    }
}
