package io.clipstream.app.bench;

import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.ImageEncoder;
import java.nio.ByteBuffer;
import java.util.List;

/** A loaded model in one precision with a crew that runs its image encoders, and the peak that they are held against. */
final class Station implements AutoCloseable {
    /** Enough for a median; the rounds measure the peak again. */
    private static final double LONGEST_TRIAL = 0.2;

    private final Arithmetic arithmetic;
    private final Crew crew;
    private final List<ImageEncoder> encoders;
    private final List<ByteBuffer> inputs;
    private final MatrixPeak peak;

    /**
     * Prepares encoders, their input and the peak.
     *
     * @param pixels preprocessed images, repeated until a batch is full
     */
    Station(ClipModel model, Layout layout, List<byte[]> pixels, EncodePlan plan) throws InterruptedException {
        this.arithmetic = model.arithmetic();
        this.crew = new Crew(layout);
        this.encoders = crew.all(worker -> model::newImageEncoder);
        this.inputs = crew.all(worker -> () -> input(pixels, worker, plan.maxBatch()));
        this.peak = MatrixPeak.find(crew, model.imageTower(), arithmetic, Math.min(LONGEST_TRIAL, plan.slice()));
    }

    private static ByteBuffer input(List<byte[]> pixels, int worker, int maxBatch) {
        ByteBuffer input = ByteBuffer.allocateDirect(maxBatch * pixels.get(0).length);
        for (int i = 0; i < maxBatch; i++) {
            input.put(pixels.get((worker + i) % pixels.size()));
        }
        return input;
    }

    String precision() {
        return arithmetic.precision().word();
    }

    Layout layout() {
        return crew.layout();
    }

    MatrixPeak peak() {
        return peak;
    }

    /** Encodes batches of this size on every worker; counts images. */
    Pace encode(int batch, double seconds) throws InterruptedException {
        return crew.measure(seconds, worker -> {
            encoders.get(worker).encode(inputs.get(worker), batch);
            return batch;
        });
    }

    @Override
    public void close() {
        peak.close();
        encoders.forEach(ImageEncoder::close);
        crew.close();
    }
}
