package io.clipstream.scoring;

/**
 * A look at the engine, for gauges.
 *
 * @param inFlight images between submission and outcome
 * @param inFlightBytes bytes that they hold
 * @param waitingForDecode images that no decode thread has taken
 * @param waitingForDevice decoded images whose turn it is
 * @param busyWorkers device workers inside a batch
 * @param settled images since the start that were scored, refused or discarded
 */
public record EngineStats(
        EngineState state,
        int inFlight,
        long inFlightBytes,
        int waitingForDecode,
        int waitingForDevice,
        int busyWorkers,
        long settled) {}
