package io.clipstream.clip;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A tensor as it lies in its file.
 *
 * @param file the file, for messages
 * @param name its name there
 * @param dtype its type in the words of safetensors, such as {@code F32}
 * @param shape its dimensions, outermost first; empty for a scalar
 * @param bytes its values, row-major, little-endian; a direct read-only buffer
 */
public record StoredTensor(Path file, String name, String dtype, long[] shape, ByteBuffer bytes) {}
