package io.clipstream.topology;

/** Where in the flow a record was refused. */
public enum Stage {
    SCORE,
    COLLECT,
    SELECT,
    RETRAIN
}
