package io.clipstream.clip.hub;

import java.nio.file.Path;

/**
 * A complete checkpoint in the cache.
 *
 * @param name as it was asked for
 * @param source revision that the files are of: the name's own, or that of the hub's safetensors conversion
 * @param commit that the name is pinned to, 40 hexadecimal digits
 * @param folder checkpoint directory in Hugging Face's layout
 * @param bytes of all its files
 */
public record Snapshot(HubName name, String source, String commit, Path folder, long bytes) {}
