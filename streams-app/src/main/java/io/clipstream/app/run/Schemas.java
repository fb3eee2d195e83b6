package io.clipstream.app.run;

import io.clipstream.app.client.Deployment;
import io.clipstream.serde.SchemaPreparation;
import io.clipstream.topology.SchemaUse;
import java.util.List;

/** Has the registry asked for all that a role needs of it before the role starts. */
final class Schemas {
    private Schemas() {}

    /**
     * Asks; what was answered is not asked for again.
     *
     * @return throws a {@link io.clipstream.serde.RegistryFaultException} when run, until all is known
     */
    static Runnable of(Deployment deployment, List<SchemaUse> uses) {
        SchemaPreparation preparation =
                new SchemaPreparation(deployment.config().registryForStreams());
        return () -> {
            for (SchemaUse use : uses) {
                if (use.written()) {
                    preparation.forWriting(use.topic(), use.type());
                } else {
                    preparation.forReading(use.topic(), use.type());
                }
            }
        };
    }
}
