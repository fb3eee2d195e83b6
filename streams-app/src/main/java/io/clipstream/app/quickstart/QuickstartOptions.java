package io.clipstream.app.quickstart;

import java.nio.file.Path;

/**
 * What the quickstart is asked to do.
 *
 * @param seconds how long images are sent; 0 until it is stopped
 * @param images folder of class-named subfolders; null for drawn scenes
 * @param state folder that is kept between runs; null for one that is deleted at the end
 * @param rate images a second; 0 for about half of what the machine can do
 */
public record QuickstartOptions(int seconds, Path images, Path state, double rate) {
    public QuickstartOptions {
        if (seconds < 0 || rate < 0 || !Double.isFinite(rate)) {
            throw new IllegalArgumentException("--seconds and --rate want 0 or more, got " + seconds + " and " + rate);
        }
    }
}
