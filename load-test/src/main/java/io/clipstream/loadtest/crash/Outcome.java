package io.clipstream.loadtest.crash;

/** What a crash run found; its fields are the JSON object that the command prints. */
interface Outcome {
    /** Whether the run kept what it promises. */
    boolean kept();

    /** For a person. */
    String text();
}
