package io.clipstream.app.bench;

import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.LoadOptions;
import io.clipstream.clip.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures image encoders, the peak of matrix products, decoding and preprocessing in rounds that take each in turn, so that
 * whatever else the machine does meanwhile meets all of them alike.
 *
 * <p>One thread at a time.
 */
public final class EncodeBench implements AutoCloseable {
    private final EncodePlan plan;
    private final PrintWriter progress;
    private final List<ClipModel> models = new ArrayList<>();
    private final List<Station> stations = new ArrayList<>();
    private final BenchImages images;
    private final String modelName;
    private final ImageTiming timing;
    private PeerProcess peer;

    /**
     * Loads the model in every precision of the plan; afterwards its files are not needed any more.
     *
     * @param progress is told what happens
     */
    public EncodeBench(EncodePlan plan, BenchModel model, BenchImages images, PrintWriter progress)
            throws CheckpointException, InterruptedException {
        this.plan = plan;
        this.progress = progress;
        this.modelName = model.name();
        try {
            say("loading " + model.name() + " ...");
            for (Precision precision : plan.precisions()) {
                load(model, precision);
            }
            this.images = readable(images);
            this.timing = new ImageTiming(models.get(0).preprocessor(), this.images.files(), plan.rounds());
            prepareStations();
        } catch (CheckpointException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        } catch (ImageFormatException e) {
            close();
            throw new IllegalStateException("an image was readable and is not any more", e);
        }
    }

    /** Unless auto has chosen the same before. */
    private void load(BenchModel model, Precision precision) throws CheckpointException {
        Arithmetic chosen = Arithmetic.choose(precision, plan.device());
        if (models.stream().anyMatch(other -> other.arithmetic().precision() == chosen.precision())) {
            return;
        }
        say(chosen.toString());
        if (!chosen.caution().isEmpty()) {
            say("caution: " + chosen.caution());
        }
        models.add(ClipModel.load(model.directory(), LoadOptions.imageTower().with(precision, plan.device())));
    }

    private void prepareStations() throws ImageFormatException, InterruptedException {
        List<byte[]> pixels = new ArrayList<>();
        for (byte[] file : images.files()) {
            pixels.add(models.get(0).preprocessor().preprocess(file));
        }
        for (ClipModel model : models) {
            for (Layout layout : plan.layouts()) {
                say(String.format(
                        "finding the peak of matrix products in %s, %d × %d threads ...",
                        model.arithmetic().precision(), layout.workers(), layout.threads()));
                stations.add(new Station(model, layout, pixels, plan));
            }
        }
    }

    private BenchImages readable(BenchImages offered) {
        List<byte[]> readable = new ArrayList<>();
        for (byte[] file : offered.files()) {
            try {
                models.get(0).preprocessor().preprocess(file);
                readable.add(file);
            } catch (ImageFormatException e) {
                say("left out an image: " + e.getMessage());
            }
        }
        return new BenchImages(offered.origin(), readable);
    }

    /**
     * Starts a peer that takes its turn in every round.
     *
     * @param python interpreter with PyTorch
     * @param script the peer's program
     */
    public void join(String python, Path script, BenchModel model) throws IOException {
        say("starting the peer ...");
        Path files = Files.createTempDirectory("clipstream-bench-images-");
        try {
            peer = PeerProcess.start(
                    python, script, model, models.get(0).arithmetic().device(), images.writeTo(files));
        } finally {
            BenchModel.remove(files);
        }
    }

    /** Measures. */
    public EncodeReport run() throws InterruptedException {
        List<EncodeItem> items = new ArrayList<>();
        for (Station station : stations) {
            for (int batch : plan.batches()) {
                items.add(new EncodeItem(station, batch, plan, peer));
            }
        }
        for (EncodeItem item : items) {
            say("warming up " + item);
            item.warmUp();
        }
        double[][] peerImages = new double[plan.rounds()][];
        for (int round = 0; round < plan.rounds(); round++) {
            say("round " + (round + 1) + " of " + plan.rounds());
            time(round, peerImages);
            for (int i = 0; i < items.size(); i++) {
                // To and fro, so that what drifts meets none more than the others.
                items.get(round % 2 == 0 ? i : items.size() - 1 - i).measure(round);
            }
        }
        ClipModel model = models.get(0);
        return new EncodeReport(
                modelName,
                model.modelId(),
                TowerWork.flops(model.imageTower()),
                model.arithmetic().device().toString(),
                Machine.here(),
                images,
                timing.whole(),
                timing.decode(),
                timing.fit(),
                items.stream()
                        .map(item -> item.result(TowerWork.flops(model.imageTower())))
                        .toList(),
                peer == null ? null : PeerImages.of(peer.name(), timing.totals(), peerImages));
    }

    private void time(int round, double[][] peerImages) {
        try {
            timing.measure(round, plan.slice());
        } catch (ImageFormatException e) {
            throw new IllegalStateException("an image was readable and is not any more", e);
        }
        if (peer != null) {
            peerImages[round] = peer.images(plan.slice());
        }
    }

    private void say(String what) {
        progress.println(what);
        progress.flush();
    }

    @Override
    public void close() {
        if (peer != null) {
            peer.close();
        }
        stations.forEach(Station::close);
        models.forEach(ClipModel::close);
    }
}
