package io.clipstream.app.bench;

import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.ImageTowerShape;
import io.clipstream.clip.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The most floating-point operations a second that matrix products reach here, in one precision and with one crew: the best
 * of the shapes that the image tower itself multiplies and of large squares, with plain and with packed weights.
 *
 * <p>Where the encoder widens its weights to fp32, since the processor multiplies nothing shorter, the peak is that of fp32.
 */
final class MatrixPeak implements AutoCloseable {
    private static final int TRIALS = 3;
    private static final double HOPELESS = 0.6;
    private static final int BATCH = 32;
    private static final int MOST_ROWS_ON_CPU = 2048;
    private static final int SQUARE_ON_CPU = 2048;
    private static final int SQUARE_ON_GPU = 8192;

    private final Crew crew;
    private final String precision;
    private final MatrixProduct.Shape shape;
    private final List<MatrixProduct> products;

    private MatrixPeak(Crew crew, String precision, MatrixProduct.Shape shape, List<MatrixProduct> products) {
        this.crew = crew;
        this.precision = precision;
        this.shape = shape;
        this.products = products;
    }

    /**
     * Tries every shape a few times in turn and keeps the best by its median.
     *
     * @param seconds time for each trial; a product is always finished
     */
    static MatrixPeak find(Crew crew, ImageTowerShape tower, Arithmetic arithmetic, double seconds)
            throws InterruptedException {
        String device = arithmetic.device().toString();
        String precision = precision(arithmetic);
        Map<MatrixProduct.Shape, List<MatrixProduct>> candidates = new LinkedHashMap<>();
        for (MatrixProduct.Shape shape : shapes(tower, device)) {
            List<MatrixProduct> prepared = prepare(crew, shape, precision, device);
            if (!prepared.isEmpty()) {
                candidates.put(shape, prepared);
            }
        }
        dropHopeless(crew, candidates);
        Map<MatrixProduct.Shape, double[]> rates = new LinkedHashMap<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            for (Map.Entry<MatrixProduct.Shape, List<MatrixProduct>> candidate : candidates.entrySet()) {
                rates.computeIfAbsent(candidate.getKey(), shape -> new double[TRIALS])[trial] =
                        rate(crew, candidate.getValue(), seconds).perSecond();
            }
        }
        MatrixProduct.Shape best = best(rates);
        List<MatrixProduct> kept = candidates.remove(best);
        candidates.values().forEach(MatrixPeak::closeAll);
        return new MatrixPeak(crew, precision, best, kept);
    }

    /** Warms every product up, and leaves out those that are far behind. */
    private static void dropHopeless(Crew crew, Map<MatrixProduct.Shape, List<MatrixProduct>> candidates)
            throws InterruptedException {
        Map<MatrixProduct.Shape, double[]> rates = new LinkedHashMap<>();
        for (Map.Entry<MatrixProduct.Shape, List<MatrixProduct>> candidate : candidates.entrySet()) {
            // The first product prepares what the others use again.
            rate(crew, candidate.getValue(), 0);
            double rate = rate(crew, candidate.getValue(), 0).perSecond();
            rates.put(candidate.getKey(), new double[] {rate});
        }
        double bar = HOPELESS * rates.get(best(rates))[0];
        rates.forEach((shape, rate) -> {
            if (rate[0] < bar) {
                closeAll(candidates.remove(shape));
            }
        });
    }

    private static MatrixProduct.Shape best(Map<MatrixProduct.Shape, double[]> rates) {
        return rates.keySet().stream()
                .max(Comparator.comparingDouble(
                        shape -> Spread.of(rates.get(shape)).median()))
                .orElseThrow();
    }

    private static void closeAll(List<MatrixProduct> products) {
        products.forEach(MatrixProduct::close);
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

    private static String precision(Arithmetic arithmetic) {
        return (arithmetic.widened() ? Precision.FP32 : arithmetic.precision()).word();
    }

    /** The precision of the products and the shape that was fastest. */
    String shape() {
        return precision + " " + shape;
    }

    /** Measures the peak once more: floating-point operations a second, all workers together. */
    Pace measure(double seconds) throws InterruptedException {
        return rate(crew, products, seconds);
    }

    @Override
    public void close() {
        closeAll(products);
    }
}
