package io.clipstream.topology;

import io.clipstream.adapter.AdapterArtifact;
import io.clipstream.adapter.ClassHead;
import io.clipstream.adapter.Digests;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.SafetensorsCodec;
import io.clipstream.adapter.ZeroShot;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.VersionEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Turns fitted adapters into records and back, with every check that needs no backbone. */
public final class AdapterRecords {
    private AdapterRecords() {}

    /** The record of a version. */
    public static AdapterVersion version(String task, long number, AdapterArtifact artifact, Lineage lineage) {
        byte[] tensors = SafetensorsCodec.encode(artifact.tensors());
        return AdapterVersion.newBuilder()
                .setTask(task)
                .setVersion(number)
                .setMethod(artifact.method())
                .setModelId(artifact.modelId())
                .setDimension(artifact.dimension())
                .setLabels(artifact.labels())
                .setClassListRevision(artifact.revision())
                .setLogitScale(artifact.logitScale())
                .setTensors(ByteBuffer.wrap(tensors))
                .setTensorsSha256(ByteBuffer.wrap(Digests.sha256(tensors)))
                .setLineage(lineage)
                .build();
    }

    /** Digest of what a record says, hex: the same before it is written and after it is read. */
    static String digest(AdapterRecord record) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SortedWriter(record.getSchema(), record.getSpecificData()).write(record, encoder);
            return Digests.sha256Hex(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maps have no order of their own. */
    private static final class SortedWriter extends SpecificDatumWriter<AdapterRecord> {
        SortedWriter(Schema schema, SpecificData data) {
            super(schema, data);
        }

        @Override
        protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
            Map<String, Map.Entry<Object, Object>> sorted = new TreeMap<>();
            super.getMapEntries(map).forEach(entry -> sorted.put(entry.getKey().toString(), entry));
            return sorted.values();
        }
    }

    /** Bytes of a version's record. */
    static int bytes(AdapterRecord record) {
        return bytes(record::toByteBuffer);
    }

    /** Bytes of what retrain remembers of a version. */
    static int bytes(VersionEntry entry) {
        return bytes(entry::toByteBuffer);
    }

    /** Encodes a record, which happens in memory. */
    private interface Encoding {
        ByteBuffer run() throws IOException;
    }

    private static int bytes(Encoding encoding) {
        try {
            return encoding.run().remaining();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The adapter in a record; it still has to be loaded by its method, which checks its tensors.
     *
     * @throws InvalidAdapterException if the digest does not fit, the tensors cannot be read, or a number is out of range
     */
    public static AdapterArtifact artifact(AdapterVersion version) throws InvalidAdapterException {
        byte[] tensors = bytes(version.getTensors());
        if (!Arrays.equals(Digests.sha256(tensors), bytes(version.getTensorsSha256()))) {
            throw new InvalidAdapterException("tensorsSha256 does not fit the " + tensors.length + " bytes of tensors");
        }
        if (version.getVersion() < 1) {
            throw new InvalidAdapterException("version " + version.getVersion() + " must be at least 1");
        }
        if (version.getDimension() < 1) {
            throw new InvalidAdapterException("dimension " + version.getDimension() + " must be at least 1");
        }
        if (version.getLabels().isEmpty()) {
            throw new InvalidAdapterException("labels must name at least one class");
        }
        for (String label : version.getLabels()) {
            if (label.length() > TaskRules.LONGEST_LABEL) {
                throw new InvalidAdapterException("a label has " + label.length() + " characters, at most "
                        + TaskRules.LONGEST_LABEL + " are allowed");
            }
        }
        if (!(version.getLogitScale() > 0) || Float.isInfinite(version.getLogitScale())) {
            throw new InvalidAdapterException("logitScale " + version.getLogitScale() + " must be positive and finite");
        }
        return new AdapterArtifact(
                version.getMethod(),
                version.getModelId(),
                version.getDimension(),
                version.getLabels(),
                version.getClassListRevision(),
                version.getLogitScale(),
                SafetensorsCodec.decode(tensors));
    }

    /**
     * The head that a version speaks about.
     *
     * @throws InvalidAdapterException if it is damaged
     */
    public static ClassHead head(AdapterVersion version) throws InvalidAdapterException {
        AdapterArtifact artifact = artifact(version);
        return new ClassHead(
                artifact.labels(),
                artifact.revision(),
                artifact.modelId(),
                artifact.tensors().get(ZeroShot.TEXT),
                artifact.logitScale());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
