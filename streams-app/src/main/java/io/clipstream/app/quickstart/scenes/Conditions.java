package io.clipstream.app.quickstart.scenes;

import java.util.random.RandomGenerator;

/**
 * What lies between the ground and the file, drawn at random for each tile.
 *
 * @param season season on the ground
 * @param haze share of the light that the air adds, 0 to 1
 * @param cast colour cast of the sensor
 * @param detail pixels across that the sensor resolves, at most the tile's size
 * @param light exposure, 1 is right
 * @param grain standard deviation of the sensor's noise, in levels of 255
 * @param quality JPEG quality, 0 to 1
 */
record Conditions(Season season, double haze, Cast cast, int detail, double light, double grain, float quality) {

    /** Colour casts of the sensors in use, as gains of red, green and blue. */
    enum Cast {
        NEUTRAL(1, 1, 1),
        AMBER(1.08, 1.0, 0.84),
        MAGENTA(1.04, 0.96, 1.05),
        TEAL(0.89, 1.03, 1.03);

        final double red;
        final double green;
        final double blue;

        Cast(double red, double green, double blue) {
            this.red = red;
            this.green = green;
            this.blue = blue;
        }
    }

    static Conditions random(RandomGenerator random) {
        Season season = Season.values()[random.nextInt(4)];
        double haze = random.nextInt(4) == 0 ? random.nextDouble(0.12, 0.35) : random.nextDouble(0.08);
        Cast cast = random.nextInt(3) > 0 ? Cast.NEUTRAL : Cast.values()[1 + random.nextInt(3)];
        int detail = random.nextInt(5) == 0 ? random.nextInt(48, 62) : random.nextInt(80, Tile.SIZE + 1);
        double light = random.nextDouble(0.82, 1.15);
        return new Conditions(
                season, haze, cast, detail, light, random.nextDouble(1, 6), (float) random.nextDouble(0.6, 0.92));
    }

    /** Name of the haze's strength, for reports. */
    String hazeName() {
        return haze < 0.1 ? "clear" : "hazy";
    }

    /** Name of the sensor's resolution, for reports. */
    String detailName() {
        return detail < 64 ? "coarse" : "fine";
    }
}
