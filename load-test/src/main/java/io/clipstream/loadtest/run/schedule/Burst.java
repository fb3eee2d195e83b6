package io.clipstream.loadtest.run.schedule;

/**
 * A steady rate that ends each period with a burst.
 *
 * @param base images a second between bursts
 * @param peak images a second in a burst
 * @param period seconds from the end of a burst to the end of the next
 * @param burst seconds of it that a burst lasts
 * @param count of all images
 */
record Burst(double base, double peak, double period, double burst, long count) implements Schedule {
    static Burst of(double base, double peak, double period, double burst, double seconds) {
        Burst endless = new Burst(base, peak, period, burst, Long.MAX_VALUE);
        return new Burst(base, peak, period, burst, endless.images(seconds));
    }

    private double calm() {
        return period - burst;
    }

    private double perPeriod() {
        return base * calm() + peak * burst;
    }

    private long images(double seconds) {
        double periods = Math.floor(seconds / period);
        double rest = seconds - periods * period;
        return (long)
                Math.floor(periods * perPeriod() + base * Math.min(rest, calm()) + peak * Math.max(0, rest - calm()));
    }

    @Override
    public long offsetNanos(long index) {
        double periods = Math.floor(index / perPeriod());
        double rest = index - periods * perPeriod();
        double calmImages = base * calm();
        double second = rest <= calmImages ? rest / base : calm() + (rest - calmImages) / peak;
        return (long) ((periods * period + second) * 1e9);
    }
}
