package io.clipstream.loadtest.run.measure;

/** A part of an image's way; all of them together lead from its sending to its committed prediction. */
public enum Stage {
    FETCH_AND_FORWARD("fetchAndForward", "fetching, and waiting to be forwarded in order"),
    QUEUE("queue", "waiting for a decoder"),
    DECODE("decode", "decoding and preprocessing"),
    BATCH_WAIT("batchWait", "waiting for a batch"),
    DEVICE("device", "encoder and head of the whole batch"),
    COMMIT("commit", "writing, committing and reading the prediction");

    private final String id;
    private final String help;

    Stage(String id, String help) {
        this.id = id;
        this.help = help;
    }

    /** Name in JSON. */
    public String id() {
        return id;
    }

    /** What happens in it. */
    public String help() {
        return help;
    }
}
