package io.clipstream.loadtest.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.app.bench.Crew;
import io.clipstream.app.bench.Layout;
import io.clipstream.app.bench.Pace;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.DeviceChoice;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.LoadOptions;
import io.clipstream.clip.Precision;
import io.clipstream.loadtest.crash.ParentWatch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Process that decodes and encodes without Kafka: on each core a thread that decodes a batch and then encodes it, so that no
 * core ever waits. Afterwards it encodes batches and single images alone.
 */
final class LimitMain {
    private static final int BATCH = 32;

    private LimitMain() {}

    /** What it found, all in images a second; {@code singleThreads} are those of libtorch that were best for one image. */
    record Found(double limit, double coreSeconds, double batch32, double batch1, int singleThreads) {}

    /** Arguments: model, precision, folder of images, seconds of warm-up, seconds to measure. One line of JSON comes out. */
    public static void main(String[] args) throws Exception {
        ParentWatch.start();
        PrintStream out = System.out;
        System.setOut(System.err);
        int cores = Runtime.getRuntime().availableProcessors();
        double warmUp = Double.parseDouble(args[3]);
        double seconds = Double.parseDouble(args[4]);
        List<byte[]> files = files(Path.of(args[2]));
        LoadOptions options = LoadOptions.imageTower().with(Precision.of(args[1]), DeviceChoice.CPU);
        try (ClipModel model = ClipModel.load(Path.of(args[0]), options)) {
            Found found = measure(model, files, Layout.filling(cores, 1), warmUp, seconds);
            if (cores > 1) {
                double wide = single(model, files, new Layout(1, cores), seconds / 4);
                if (wide > found.batch1) {
                    found = new Found(found.limit, found.coreSeconds, found.batch32, wide, cores);
                }
            }
            out.println(new ObjectMapper().writeValueAsString(found));
            out.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private static Found measure(ClipModel model, List<byte[]> files, Layout layout, double warmUp, double seconds)
            throws InterruptedException {
        try (Crew crew = new Crew(layout)) {
            List<ImageEncoder> encoders = crew.all(worker -> model::newImageEncoder);
            List<ByteBuffer> buffers = crew.all(worker -> () -> buffer(model));
            AtomicInteger next = new AtomicInteger();
            Pace limit = null;
            for (double time : new double[] {warmUp, seconds}) {
                limit = crew.measure(time, worker -> {
                    fill(model, files, next.getAndAdd(BATCH), buffers.get(worker));
                    encoders.get(worker).encode(buffers.get(worker), BATCH);
                    return BATCH;
                });
            }
            Pace batch = crew.measure(seconds / 4, worker -> {
                encoders.get(worker).encode(buffers.get(worker), BATCH);
                return BATCH;
            });
            encoders.forEach(ImageEncoder::close);
            double one = single(model, files, layout, seconds / 4);
            return new Found(limit.perSecond(), limit.coreSeconds(), batch.perSecond(), one, layout.threads());
        }
    }

    private static double single(ClipModel model, List<byte[]> files, Layout layout, double seconds)
            throws InterruptedException {
        try (Crew crew = new Crew(layout)) {
            List<ImageEncoder> encoders = crew.all(worker -> model::newImageEncoder);
            List<ByteBuffer> buffers = crew.all(worker -> () -> buffer(model));
            buffers.forEach(buffer -> fill(model, files, 0, buffer));
            double rate = 0;
            for (double time : new double[] {0, seconds}) {
                rate = crew.measure(time, worker -> {
                            encoders.get(worker).encode(buffers.get(worker), 1);
                            return 1;
                        })
                        .perSecond();
            }
            encoders.forEach(ImageEncoder::close);
            return rate;
        }
    }

    private static ByteBuffer buffer(ClipModel model) {
        return ByteBuffer.allocateDirect(BATCH * model.imageSize() * model.imageSize() * 3);
    }

    private static void fill(ClipModel model, List<byte[]> files, int from, ByteBuffer buffer) {
        buffer.clear();
        for (int i = 0; i < BATCH; i++) {
            try {
                buffer.put(model.preprocessor().preprocess(files.get(Math.floorMod(from + i, files.size()))));
            } catch (ImageFormatException e) {
                throw new IllegalStateException("the harness gives only images that can be read", e);
            }
        }
    }

    private static List<byte[]> files(Path folder) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.sorted().toList()) {
                files.add(Files.readAllBytes(path));
            }
        }
        return files;
    }
}
