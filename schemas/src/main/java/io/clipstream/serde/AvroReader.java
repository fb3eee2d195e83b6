package io.clipstream.serde;

import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** Reads records of one writer's schema as one reader's schema. Any thread may call. */
final class AvroReader {
    private final String name;
    private final DatumReader<Object> reader;

    private AvroReader(Schema writer, DatumReader<Object> reader) {
        this.name = writer.getFullName();
        this.reader = reader;
    }

    static AvroReader generic(Schema writer) {
        return new AvroReader(writer, new GenericDatumReader<>(writer));
    }

    /**
     * Reads into a generated class.
     *
     * @throws IncompatibleSchemaException if the writer's record is another one, judged by its name without namespace as
     *     Avro's specification does
     */
    static AvroReader specific(String topic, Schema writer, Class<? extends SpecificRecord> type) {
        SpecificData data = SpecificData.getForClass(type);
        Schema expected = data.getSchema(type);
        boolean same = writer.getType() == Schema.Type.RECORD
                && (writer.getName().equals(expected.getName())
                        || expected.getAliases().contains(writer.getFullName()));
        if (!same) {
            throw new IncompatibleSchemaException(
                    "record of topic " + topic + " is " + writer.getFullName() + ", expected " + expected.getFullName(),
                    null);
        }
        return new AvroReader(writer, new SpecificDatumReader<>(writer, expected, data));
    }

    /** The record behind the header of {@code data}, to the last byte. */
    Object read(String topic, byte[] data) {
        String context = "record of topic " + topic + " (" + name + ", " + data.length + " bytes) ";
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(data, WireFormat.HEADER_BYTES, data.length - WireFormat.HEADER_BYTES, null);
        Object record;
        try {
            record = reader.read(null, decoder);
        } catch (EOFException e) {
            throw new TruncatedRecordException(context + "ends too early", e);
        } catch (AvroTypeException e) {
            throw new IncompatibleSchemaException(context + "cannot be read as expected: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            // Nothing but the bytes is at work here, so whatever goes wrong is in the bytes.
            throw new MalformedRecordException(context + "is malformed: " + e, e);
        } catch (StackOverflowError e) {
            throw new MalformedRecordException(context + "is nested too deeply", e);
        }
        int rest = remaining(decoder, data);
        if (rest > 0) {
            throw new TrailingBytesException(context + "ends " + rest + " bytes before its last byte", null);
        }
        return record;
    }

    private static int remaining(BinaryDecoder decoder, byte[] data) {
        try {
            return decoder.inputStream().available();
        } catch (IOException e) {
            throw new IllegalStateException("an array of " + data.length + " bytes cannot fail to be read", e);
        }
    }
}
