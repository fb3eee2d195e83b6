package io.clipstream.serde;

import io.clipstream.registry.NotAvroSchemaException;
import io.clipstream.registry.RegistryException;
import io.clipstream.registry.RegistryUnavailableException;
import io.clipstream.registry.SchemaNotFoundException;
import java.util.function.Supplier;

/** Asks the registry on behalf of a record and says in the record's terms what went wrong. */
final class RegistryFaults {
    private RegistryFaults() {}

    /** While writing: whatever the registry declines, a person has to settle. */
    static <T> T whileWriting(String subject, Supplier<T> ask) {
        String context = "cannot write a record for subject " + subject + ": ";
        try {
            return ask.get();
        } catch (RegistryUnavailableException e) {
            throw new RegistryDownException(context + e.getMessage(), e);
        } catch (RegistryException e) {
            throw new RegistryRefusedException(context + e.getMessage(), e);
        }
    }

    /** While reading: an id that the registry does not know is the record's own fault. */
    static <T> T whileReading(String topic, int id, Supplier<T> ask) {
        String context = "cannot read a record of topic " + topic + " with schema id " + id + ": ";
        try {
            return ask.get();
        } catch (RegistryUnavailableException e) {
            throw new RegistryDownException(context + e.getMessage(), e);
        } catch (SchemaNotFoundException e) {
            throw new UnknownSchemaIdException(context + "the registry does not know this id; " + e.getMessage(), e);
        } catch (NotAvroSchemaException e) {
            throw new IncompatibleSchemaException(context + e.getMessage(), e);
        } catch (RegistryException e) {
            throw new RegistryRefusedException(context + e.getMessage(), e);
        }
    }
}
