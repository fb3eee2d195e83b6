package io.clipstream.scoring;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lincheck runs the operations from several threads and compares what they say with every order one after another. */
@Tag("concurrency")
@Param(name = "task", gen = IntGen.class, conf = "1:2")
@Param(name = "offset", gen = IntGen.class, conf = "1:3")
public class VersionRegistryConcurrencyTest {
    private final VersionRegistry registry = new VersionRegistry();

    @Operation
    public boolean publish(@Param(name = "task") int task, @Param(name = "offset") int offset) {
        return registry.publish(SimulatedVersions.live("task" + task, offset, offset));
    }

    @Operation
    public boolean retire(@Param(name = "task") int task, @Param(name = "offset") int offset) {
        return registry.retire("task" + task, offset);
    }

    @Operation
    public String snapshot() {
        // Not all of them: a loop over the snapshot's parts is long enough for Lincheck to take it for one without end.
        VersionSnapshot snapshot = registry.snapshot();
        return offset(snapshot.of("task1")) + " " + offset(snapshot.of("task2"));
    }

    private static String offset(LiveVersion version) {
        return version == null ? "none" : Long.toString(version.pointerOffset());
    }

    @Test
    void saysWhatItWouldSayIfAllCameOneAfterAnother() {
        // Given a version or none, when two threads publish, retire and look, then some order explains every answer
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(VersionRegistryConcurrencyTest.class);
    }
}
