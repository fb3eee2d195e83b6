package io.clipstream.app.client;

import io.clipstream.adapter.Digests;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.SafetensorsCodec;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.serde.AvroGuards;
import io.clipstream.topology.AdapterRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * An adapter version as a file: its tensors as safetensors, which other programs read too, and everything else about it in
 * the header's metadata, under {@value #RECORD}, as Avro's JSON of the record without its tensors.
 */
public final class AdapterFile {
    static final String RECORD = "clipstream.adapter-version";

    static {
        AvroGuards.install();
    }

    private AdapterFile() {}

    /**
     * The file of a version.
     *
     * @throws InvalidAdapterException if the version's record is damaged
     */
    public static byte[] encode(AdapterVersion version) throws InvalidAdapterException {
        AdapterVersion words = AdapterVersion.newBuilder(version)
                .setTensors(ByteBuffer.allocate(0))
                .build();
        return SafetensorsCodec.encode(
                AdapterRecords.artifact(version).tensors(),
                Map.of(
                        RECORD,
                        json(words),
                        "task",
                        version.getTask(),
                        "version",
                        Long.toString(version.getVersion()),
                        "method",
                        version.getMethod(),
                        "modelId",
                        version.getModelId()));
    }

    /**
     * The version in a file, with its tensors as they were in its record.
     *
     * @throws InvalidAdapterException naming what is wrong with it
     */
    public static AdapterVersion decode(byte[] file) throws InvalidAdapterException {
        String words = SafetensorsCodec.metadata(file).get(RECORD);
        if (words == null) {
            throw new InvalidAdapterException(
                    "the file's metadata has no " + RECORD + ": it was not written by 'clipstream adapters export'");
        }
        byte[] tensors = SafetensorsCodec.encode(SafetensorsCodec.decode(file));
        AdapterVersion version = AdapterVersion.newBuilder(parse(words))
                .setTensors(ByteBuffer.wrap(tensors))
                .build();
        byte[] digest = new byte[version.getTensorsSha256().remaining()];
        version.getTensorsSha256().duplicate().get(digest);
        if (!Arrays.equals(Digests.sha256(tensors), digest)) {
            throw new InvalidAdapterException(
                    "the file's tensors are not those that were exported: their SHA-256 differs");
        }
        return version;
    }

    private static String json(AdapterVersion version) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Encoder encoder = EncoderFactory.get().jsonEncoder(AdapterVersion.getClassSchema(), bytes);
            new SpecificDatumWriter<>(AdapterVersion.class).write(version, encoder);
            encoder.flush();
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static AdapterVersion parse(String json) throws InvalidAdapterException {
        try {
            return new SpecificDatumReader<>(AdapterVersion.class)
                    .read(null, DecoderFactory.get().jsonDecoder(AdapterVersion.getClassSchema(), json));
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new InvalidAdapterException("the file's " + RECORD + " cannot be read: " + e.getMessage());
        }
    }
}
