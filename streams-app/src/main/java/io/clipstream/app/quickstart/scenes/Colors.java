package io.clipstream.app.quickstart.scenes;

import java.awt.Color;

/** Arithmetic on packed and unpacked colours. */
final class Colors {
    private Colors() {}

    static Color rgb(double red, double green, double blue) {
        return new Color(clamp(red), clamp(green), clamp(blue));
    }

    static Color scaled(Color colour, double factor) {
        return rgb(colour.getRed() * factor, colour.getGreen() * factor, colour.getBlue() * factor);
    }

    static Color faint(Color colour, double opacity) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), clamp(255 * opacity));
    }

    static int scaled(int rgb, double factor) {
        return packed(red(rgb) * factor, green(rgb) * factor, blue(rgb) * factor);
    }

    static int mixed(int rgb, Color other, double share) {
        return packed(
                red(rgb) + share * (other.getRed() - red(rgb)),
                green(rgb) + share * (other.getGreen() - green(rgb)),
                blue(rgb) + share * (other.getBlue() - blue(rgb)));
    }

    static int packed(double red, double green, double blue) {
        return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
    }

    static int red(int rgb) {
        return rgb >> 16 & 255;
    }

    static int green(int rgb) {
        return rgb >> 8 & 255;
    }

    static int blue(int rgb) {
        return rgb & 255;
    }

    private static int clamp(double level) {
        int rounded = (int) (level + 0.5);
        return rounded < 0 ? 0 : Math.min(rounded, 255);
    }
}
