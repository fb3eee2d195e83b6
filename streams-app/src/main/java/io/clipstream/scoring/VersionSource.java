package io.clipstream.scoring;

import java.util.List;

/**
 * An adapter version as it was published, nothing of it checked yet.
 *
 * @param tensors one safetensors file
 * @param sha256 digest that {@code tensors} should have
 */
public record VersionSource(
        String task,
        long version,
        String method,
        String modelId,
        int dimension,
        List<String> labels,
        String revision,
        float logitScale,
        byte[] tensors,
        byte[] sha256) {}
