package io.clipstream.clip.hub;

import java.util.Map;

/**
 * A commit and its files.
 *
 * @param name the branch, tag or reference that was asked for
 * @param files by path
 */
record Revision(String name, String commit, Map<String, ListedFile> files) {
    boolean has(String file) {
        return files.containsKey(file);
    }
}
