package io.clipstream.serde;

import org.apache.avro.SystemLimitException;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Sets Avro's process-wide guards: which classes a schema may name, and how large what it announces may be.
 *
 * <p>Settings that the user has made by system property stay.
 */
public final class AvroGuards {
    /** Longest bytes field: images up to 32 MiB, and adapter tensors, with room to spare. */
    static final int MAX_BYTES = 64 << 20;

    /** Longest string: prompts, reasons and URIs are far shorter. */
    static final int MAX_STRING = 1 << 20;

    /** Most items in one array or map: class lists and lineages are far shorter. */
    static final int MAX_ITEMS = 1_000_000;

    static {
        limit(SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, MAX_BYTES);
        limit(SystemLimitException.MAX_STRING_LENGTH_PROPERTY, MAX_STRING);
        limit(SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, MAX_ITEMS);
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("io.clipstream.")));
    }

    private AvroGuards() {}

    /** Has effect once, on first use; must come before the process reads its first Avro record. */
    public static void install() {
        // The static block above did it.
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }
}
