package io.clipstream.app.reembed;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Turns encoded images into a backbone's features, some at a time; one thread, which decodes with all cores' help. */
final class ImageTower implements AutoCloseable {
    private final Backbone backbone;
    private final ImageEncoder encoder;

    /** An image's pixels, or why it is none. */
    record Pixels(byte[] bytes, String problem) {}

    ImageTower(Backbone backbone) {
        this.backbone = backbone;
        this.encoder = backbone.newImageEncoder();
    }

    String modelId() {
        return backbone.modelId();
    }

    int dimension() {
        return backbone.dimension();
    }

    /** Decodes and preprocesses. */
    List<Pixels> pixels(List<byte[]> encoded) {
        return encoded.parallelStream().map(this::pixels).toList();
    }

    private Pixels pixels(byte[] encoded) {
        try {
            return new Pixels(backbone.preprocessor().preprocess(encoded), null);
        } catch (ImageFormatException e) {
            return new Pixels(null, e.getMessage());
        }
    }

    /** The features of at least one image, each of length 1. */
    List<float[]> features(List<byte[]> pixels) {
        int size = encoder.imageSize() * encoder.imageSize() * 3;
        ByteBuffer batch = ByteBuffer.allocateDirect(size * pixels.size());
        pixels.forEach(batch::put);
        batch.flip();
        float[] rows = encoder.encode(batch, pixels.size());
        int dimension = encoder.dimension();
        return IntStream.range(0, pixels.size())
                .mapToObj(i -> Arrays.copyOfRange(rows, i * dimension, (i + 1) * dimension))
                .toList();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
