package io.clipstream.loadtest.run.schedule;

import io.clipstream.app.client.RefusedException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flags that make a schedule. */
public final class ScheduleOptions {
    private static final double MOST = 1e6;

    /** How the rate goes over time. */
    enum Shape {
        CONSTANT,
        RAMP,
        BURST,
        REPLAY
    }

    @Option(
            names = "--shape",
            paramLabel = "WORD",
            description = "constant, ramp, burst or replay (default: ${DEFAULT-VALUE}).")
    private Shape shape = Shape.CONSTANT;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Images a second; of a ramp at its start, of bursts between them (default: ${DEFAULT-VALUE}).")
    private double rate = 20;

    @Option(
            names = "--rate-to",
            paramLabel = "N",
            description = "Ramp: images a second at its end (default: 4 x rate).")
    private Double rateTo;

    @Option(
            names = "--burst-factor",
            paramLabel = "K",
            description = "Burst: so many times the rate (default: ${DEFAULT-VALUE}).")
    private double burstFactor = 5;

    @Option(
            names = "--burst-every",
            paramLabel = "N",
            description = "Burst: seconds from the end of one to the end of the next (default: ${DEFAULT-VALUE}).")
    private double burstEvery = 10;

    @Option(
            names = "--burst-seconds",
            paramLabel = "N",
            description = "Burst: how long one lasts (default: ${DEFAULT-VALUE}).")
    private double burstSeconds = 1;

    @Option(
            names = "--gaps",
            paramLabel = "FILE",
            description =
                    "Replay: gaps between images in milliseconds, one a line; 'clipstream-load record' writes one.")
    private Path gaps;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long to send; a replay also ends with its file (default: ${DEFAULT-VALUE}).")
    private double seconds = 30;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds at the start whose latency is not measured (default: ${DEFAULT-VALUE}).")
    private double warmUp = 5;

    /** Name of the shape. */
    public String shape() {
        return shape.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Seconds at the start whose latency is not measured. */
    public double warmUp() {
        return warmUp;
    }

    /**
     * The schedule that is asked for.
     *
     * @throws RefusedException if a flag has a value that makes none, or one is missing
     */
    public Schedule schedule() {
        require(seconds > 0 && seconds <= MOST, "--seconds must be in (0, 1e6]: " + seconds);
        require(
                warmUp >= 0 && warmUp < seconds,
                "--warm-up must be at least 0 and less than --seconds: " + warmUp + ", " + seconds);
        Schedule made =
                switch (shape) {
                    case CONSTANT -> new Constant(rate("--rate", rate), (long) Math.floor(rate * seconds));
                    case RAMP -> ramp();
                    case BURST -> burst();
                    case REPLAY -> replay();
                };
        require(made.count() >= 1, "no image is due within " + seconds + " s; raise --rate or --seconds");
        require(made.count() <= Integer.MAX_VALUE, "so many images are too many for one run: " + made.count());
        return made;
    }

    private Schedule ramp() {
        double to = rateTo == null ? 4 * rate : rateTo;
        require(rate >= 0 && rate <= MOST, "--rate must be in [0, 1e6] images/s: " + rate);
        require(to >= 0 && to <= MOST, "--rate-to must be in [0, 1e6] images/s: " + to);
        return new Ramp(rate, to, seconds);
    }

    private Schedule burst() {
        rate("--rate", rate);
        rate("--rate times --burst-factor", rate * burstFactor);
        require(
                burstSeconds > 0 && burstSeconds < burstEvery,
                "--burst-seconds must be above 0 and below --burst-every: " + burstSeconds + ", " + burstEvery);
        return Burst.of(rate, rate * burstFactor, burstEvery, burstSeconds, seconds);
    }

    private Schedule replay() {
        require(gaps != null, "--shape replay wants --gaps FILE");
        return Replay.read(gaps, seconds);
    }

    private static double rate(String flag, double value) {
        require(value > 0 && value <= MOST, flag + " must be in (0, 1e6] images/s: " + value);
        return value;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new RefusedException(problem);
        }
    }
}
