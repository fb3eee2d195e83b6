package io.clipstream.clip.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model on the hub, at a revision.
 *
 * @param owner user or organisation
 * @param name of the model
 * @param revision branch, tag, {@code refs/pr/N} or commit; {@code main} by default
 */
public record HubName(String owner, String name, String revision) {
    /** How such names are written. */
    public static final String FORM = "owner/name[@revision]";

    /** The revision of names that have none. */
    public static final String MAIN = "main";

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");
    // What git allows in the name of a branch or tag, less what would be special in a path or an address.
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_+=-][A-Za-z0-9._+=/@-]{0,99}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public HubName {
        if (!isPart(owner) || !isPart(name) || !isRevision(revision)) {
            throw new IllegalArgumentException(
                    "expected " + FORM + ", got '" + owner + "/" + name + "@" + revision + "'");
        }
    }

    /** The name that {@code text} writes; empty where it has not the {@link #FORM}. */
    public static Optional<HubName> parse(String text) {
        int at = text.indexOf('@');
        String id = at < 0 ? text : text.substring(0, at);
        String revision = at < 0 ? MAIN : text.substring(at + 1);
        int slash = id.indexOf('/');
        if (slash < 0 || !isPart(id.substring(0, slash)) || !isPart(id.substring(slash + 1)) || !isRevision(revision)) {
            return Optional.empty();
        }
        return Optional.of(new HubName(id.substring(0, slash), id.substring(slash + 1), revision));
    }

    // "--" separates owner and name in the cache's folders.
    private static boolean isPart(String part) {
        return PART.matcher(part).matches() && !part.contains("--") && !part.contains("..");
    }

    private static boolean isRevision(String revision) {
        return REVISION.matcher(revision).matches()
                && !revision.contains("..")
                && !revision.contains("//")
                && !revision.contains("/.")
                && !revision.endsWith("/")
                && !revision.endsWith(".")
                && !revision.endsWith(".lock");
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** The model without its revision. */
    public String id() {
        return owner + "/" + name;
    }

    /** The same model at another revision. */
    public HubName at(String other) {
        return new HubName(owner, name, other);
    }

    @Override
    public String toString() {
        return id() + "@" + revision;
    }
}
