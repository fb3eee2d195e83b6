package io.clipstream.app.doctor;

import io.clipstream.app.client.Deployment;
import java.util.ArrayList;
import java.util.List;

/** All checks, in the order in which one thing needs another. */
public final class Doctor {
    private Doctor() {}

    /** The checks of a deployment. */
    public static List<Check> checks(Deployment deployment) {
        List<Check> checks =
                new ArrayList<>(new MachineChecks(deployment.config().encoder()).all());
        checks.addAll(new ServiceChecks(deployment).all());
        checks.addAll(new StoreChecks(deployment.config().claim()).all());
        return checks;
    }
}
