package io.clipstream.app.bench;

import io.clipstream.clip.ImageTowerShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The most floating-point operations a second that matrix products reach here, in one precision and with one crew: the best
 * of the shapes that the image tower itself multiplies and of large squares, with plain and with packed weights.
 */
final class MatrixPeak implements AutoCloseable {
    private static final int TRIALS = 3;
    private static final int BATCH = 32;
    private static final int MOST_ROWS_ON_CPU = 2048;
    private static final int SQUARE_ON_CPU = 2048;
    private static final int SQUARE_ON_GPU = 8192;

    private final Crew crew;
    private final MatrixProduct.Shape shape;
    private final List<MatrixProduct> products;

    private MatrixPeak(Crew crew, MatrixProduct.Shape shape, List<MatrixProduct> products) {
        this.crew = crew;
        this.shape = shape;
        this.products = products;
    }

    /**
     * Tries every shape a few times in turn and keeps the best by its median.
     *
     * @param seconds time for each trial; a product is always finished
     */
    static MatrixPeak find(Crew crew, ImageTowerShape tower, String precision, String device, double seconds)
            throws InterruptedException {
        Map<MatrixProduct.Shape, List<MatrixProduct>> candidates = new LinkedHashMap<>();
        for (MatrixProduct.Shape shape : shapes(tower, device)) {
            List<MatrixProduct> prepared = prepare(crew, shape, precision, device);
            if (!prepared.isEmpty()) {
                candidates.put(shape, prepared);
            }
        }
        Map<MatrixProduct.Shape, double[]> rates = new LinkedHashMap<>();
        // The first trial is the warm-up.
        for (int trial = 0; trial <= TRIALS; trial++) {
            for (Map.Entry<MatrixProduct.Shape, List<MatrixProduct>> candidate : candidates.entrySet()) {
                double rate = rate(crew, candidate.getValue(), seconds).perSecond();
                if (trial > 0) {
                    rates.computeIfAbsent(candidate.getKey(), s -> new double[TRIALS])[trial - 1] = rate;
                }
            }
        }
        MatrixProduct.Shape best = null;
        for (MatrixProduct.Shape shape : rates.keySet()) {
            if (best == null
                    || Spread.of(rates.get(shape)).median()
                            > Spread.of(rates.get(best)).median()) {
                best = shape;
            }
        }
        List<MatrixProduct> kept = candidates.remove(best);
        candidates.values().forEach(products -> products.forEach(MatrixProduct::close));
        return new MatrixPeak(crew, best, kept);
    }

    /** The tower's own two largest products at batch 32, and a square. */
    static List<MatrixProduct.Shape> shapes(ImageTowerShape tower, String device) {
        boolean gpu = !device.equals("cpu");
        int rows = BATCH * tower.positions();
        int square = gpu ? SQUARE_ON_GPU : SQUARE_ON_CPU;
        if (!gpu) {
            rows = Math.min(rows, MOST_ROWS_ON_CPU);
        }
        List<MatrixProduct.Shape> shapes = new ArrayList<>();
        for (boolean packed : gpu ? new boolean[] {false} : new boolean[] {false, true}) {
            shapes.add(new MatrixProduct.Shape(rows, tower.width(), tower.mlpWidth(), packed));
            shapes.add(new MatrixProduct.Shape(rows, tower.mlpWidth(), tower.width(), packed));
            shapes.add(new MatrixProduct.Shape(square, square, square, packed));
        }
        return shapes;
    }

    private static List<MatrixProduct> prepare(Crew crew, MatrixProduct.Shape shape, String precision, String device)
            throws InterruptedException {
        return crew.all(worker -> () -> MatrixProduct.of(shape, precision, device)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Pace rate(Crew crew, List<MatrixProduct> products, double seconds) throws InterruptedException {
        return crew.measure(seconds, worker -> products.get(worker).run());
    }

    /** The shape that was fastest. */
    String shape() {
        return shape.toString();
    }

    /** Measures the peak once more: floating-point operations a second, all workers together. */
    Pace measure(double seconds) throws InterruptedException {
        return rate(crew, products, seconds);
    }

    @Override
    public void close() {
        products.forEach(MatrixProduct::close);
    }
}
