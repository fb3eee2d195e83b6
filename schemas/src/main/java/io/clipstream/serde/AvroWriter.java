package io.clipstream.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes objects of one schema for one subject, each behind the same header. Any thread may call.
 *
 * <p>Where the schema to be written is not the object's own (the subject's latest version), the object goes through Avro's
 * resolution first: a generated class writes its fields by position and must not meet another order.
 */
final class AvroWriter {
    private static final int TYPICAL_BYTES = 1024;

    private final String subject;
    private final int id;
    private final byte[] header;
    private final Schema own;
    private final Schema written;
    // Made by whoever comes first; two that come at once make two equal ones.
    private volatile DatumWriter<Object> specific;

    AvroWriter(String subject, int id, Schema own, Schema written) {
        this.subject = subject;
        this.id = id;
        this.header = WireFormat.header(id);
        this.own = own;
        this.written = written;
    }

    /** The id that its records carry. */
    int id() {
        return id;
    }

    byte[] write(Object datum) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
        try {
            if (own.equals(written)) {
                out.writeBytes(header);
                encode(datum, writerFor(datum), out);
            } else {
                encode(datum, writerFor(datum), out);
                Object resolved = new GenericDatumReader<>(own, written)
                        .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
                out.reset();
                out.writeBytes(header);
                encode(resolved, new GenericDatumWriter<>(written), out);
            }
            return out.toByteArray();
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new UnwritableRecordException(
                    "cannot write " + own.getFullName() + " for subject " + subject + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new UnwritableRecordException(
                    "cannot write " + own.getFullName() + " for subject " + subject + ": nested too deeply", e);
        }
    }

    private DatumWriter<Object> writerFor(Object datum) {
        if (!(datum instanceof SpecificRecord)) {
            return new GenericDatumWriter<>(own);
        }
        if (specific == null) {
            specific = new SpecificDatumWriter<>(own, SpecificData.getForClass(datum.getClass()));
        }
        return specific;
    }

    private static void encode(Object datum, DatumWriter<Object> writer, ByteArrayOutputStream out) throws IOException {
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        writer.write(datum, encoder);
        encoder.flush();
    }

    /** The schema of anything Avro can write; plain strings, numbers and bytes have one too. */
    static Schema schemaOf(Object datum) {
        return datum instanceof GenericContainer container
                ? container.getSchema()
                : GenericData.get().induce(datum);
    }
}
