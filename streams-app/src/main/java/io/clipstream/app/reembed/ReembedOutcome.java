package io.clipstream.app.reembed;

import java.util.List;

/**
 * What came of embedding a task's examples again.
 *
 * @param already examples in the buffer that had features of the backbone before
 * @param rebuilt examples that have them now, or in a dry run could have them
 * @param missing examples that keep the features which they have, by image id
 */
public record ReembedOutcome(String task, int already, int rebuilt, List<Missing> missing) {
    /**
     * An example whose image could not be had.
     *
     * @param modelId backbone of the feature that it keeps
     * @param reason as in {@link SourceImage.Missing}
     * @param passing whether running again may bring it
     */
    public record Missing(String imageId, String modelId, String reason, String message, boolean passing) {}

    public ReembedOutcome {
        missing = List.copyOf(missing);
    }

    /** Whether running again may bring more. */
    public boolean isPassing() {
        return missing.stream().anyMatch(Missing::passing);
    }
}
