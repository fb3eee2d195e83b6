package io.clipstream.registry;

import org.apache.avro.Schema;

/**
 * Keeps Avro schemas under subjects and hands out the ids that travel in front of every record.
 *
 * <p>Implementations are safe for use by several threads. Every method may throw a {@link RegistryException}, whose
 * subclass says who is at fault.
 */
public interface SchemaRegistry {

    /**
     * Makes {@code schema} a version of {@code subject}, or finds it there.
     *
     * @return the schema's id
     * @throws SchemaRefusedException if the subject's compatibility rule forbids it
     */
    int register(String subject, Schema schema);

    /**
     * Finds {@code schema} among the versions of {@code subject}.
     *
     * @throws SchemaNotFoundException if the subject does not have it
     */
    RegisteredSchema lookup(String subject, Schema schema);

    /**
     * Fetches the schema with the id that a record carries.
     *
     * @throws SchemaNotFoundException if the registry does not know the id
     */
    Schema schemaById(int id);

    /**
     * Fetches the newest version of {@code subject}.
     *
     * @throws SchemaNotFoundException if the subject has none
     */
    RegisteredSchema latest(String subject);

    /** Asks whether {@code schema} could become the next version of {@code subject}; a new subject takes anything. */
    Compatibility compatibility(String subject, Schema schema);
}
