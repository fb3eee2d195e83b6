package io.clipstream.loadtest.compare;

import io.clipstream.clip.ClipModel;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Decodes, encodes and classifies each record before it takes the next. */
final class OneAtATime implements Processor<byte[], byte[], byte[], byte[]> {
    private final ClipModel model;
    private final float[][] head;
    private ProcessorContext<byte[], byte[]> context;
    private ImageEncoder encoder;
    private ByteBuffer pixels;

    OneAtATime(ClipModel model) {
        this.model = model;
        this.head = StandInTexts.features(Arena.LABELS, model.dimension());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
        encoder = model.newImageEncoder();
        pixels = ByteBuffer.allocateDirect(model.imageSize() * model.imageSize() * 3);
    }

    @Override
    public void process(Record<byte[], byte[]> image) {
        pixels.clear();
        try {
            pixels.put(model.preprocessor().preprocess(image.value()));
        } catch (ImageFormatException e) {
            throw new IllegalStateException("the harness sends only images that can be read", e);
        }
        float[] feature = encoder.encode(pixels, 1);
        double[] logits = new double[head.length];
        int best = 0;
        for (int label = 0; label < head.length; label++) {
            for (int i = 0; i < feature.length; i++) {
                logits[label] += head[label][i] * feature[i];
            }
            best = logits[label] > logits[best] ? label : best;
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(model.logitScale() * (logit - logits[best]));
        }
        String answer =
                String.format(Locale.ROOT, "{\"label\":\"%s\",\"probability\":%.6f}", Arena.LABELS.get(best), 1 / sum);
        context.forward(image.withValue(answer.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        encoder.close();
    }
}
