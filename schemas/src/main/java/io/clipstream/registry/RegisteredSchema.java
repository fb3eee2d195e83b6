package io.clipstream.registry;

import org.apache.avro.Schema;

/**
 * A schema as a registry keeps it.
 *
 * @param subject the name it is kept under, for example predictions-value
 * @param version its number within the subject, from 1
 * @param id its number within the registry, which travels in front of every record
 * @param schema the schema itself
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
