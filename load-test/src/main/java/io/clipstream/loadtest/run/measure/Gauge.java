package io.clipstream.loadtest.run.measure;

/** Something that a probe can see of a process or a machine. */
public enum Gauge {
    /** Processor time since the process began, in seconds. */
    CPU_SECONDS,
    /** Used Java heap, in megabytes. */
    HEAP,
    /** Direct buffers, in megabytes. */
    DIRECT,
    /** Memory that the operating system counts, native memory included, in megabytes. */
    RESIDENT,
    /** Images between intake and outcome. */
    IN_FLIGHT,
    /** Memory in use on all GPUs, in megabytes. */
    GPU_MEMORY,
    /** Mean use of all GPUs, in percent. */
    GPU_USE
}
