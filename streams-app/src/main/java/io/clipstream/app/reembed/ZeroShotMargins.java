package io.clipstream.app.reembed;

import io.clipstream.adapter.Adapter;
import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.scoring.Margins;
import io.clipstream.scoring.VersionLoader;
import io.clipstream.topology.AdapterRecords;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How sure the zero-shot head of a task is of an image, by its feature: the choice of examples looks at it. */
final class ZeroShotMargins {
    private final Adapter zeroShot;

    private ZeroShotMargins(Adapter zeroShot) {
        this.zeroShot = zeroShot;
    }

    /**
     * Of the task's version in use.
     *
     * @throws RefusedException if none of this backbone is in use before {@code timeout} is over
     */
    static ZeroShotMargins await(Deployment deployment, String task, ImageTower tower, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<AdapterVersion> version = AdapterCatalogue.read(deployment).championVersion(task);
            if (version.isPresent() && version.get().getModelId().equals(tower.modelId())) {
                return of(version.get(), tower);
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new RefusedException("task '" + task + "' is served by "
                        + version.map(other -> "backbone " + other.getModelId()).orElse("no backbone")
                        + ", not by " + tower.modelId()
                        + ": first have the process with the retrain role run on this backbone (--model)");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static ZeroShotMargins of(AdapterVersion version, ImageTower tower) {
        try {
            VersionLoader loader = new VersionLoader(tower.modelId(), tower.dimension());
            return new ZeroShotMargins(
                    loader.load(version.getTask(), version.getVersion(), AdapterRecords.artifact(version))
                            .zeroShot());
        } catch (InvalidAdapterException e) {
            throw new RefusedException(
                    "version " + version.getVersion() + " of task '" + version.getTask() + "' is damaged: "
                            + e.getMessage(),
                    e);
        }
    }

    /** In [0, 1]; null where the task has no text. */
    Float of(float[] feature) {
        if (zeroShot == null) {
            return null;
        }
        float[] probabilities = new float[zeroShot.classes()];
        zeroShot.probabilities(feature, 1, probabilities);
        return Margins.margin(probabilities);
    }
}
