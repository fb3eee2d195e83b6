package io.clipstream.app.quickstart.scenes;

import java.awt.Color;

/** The season of a tile: what colour its plants have. */
enum Season {
    SPRING(new Color(0x7fa04a), new Color(0x6b9148), new Color(0x9aa85a)),
    SUMMER(new Color(0x6f8244), new Color(0x3f5f35), new Color(0xc9ad62)),
    AUTUMN(new Color(0x8f9150), new Color(0x8a5a2c), new Color(0xa98a5c)),
    WINTER(new Color(0x83875f), new Color(0x5b5148), new Color(0x8d7a66));

    final Color grass;
    final Color leaves;
    final Color crop;

    Season(Color grass, Color leaves, Color crop) {
        this.grass = grass;
        this.leaves = leaves;
        this.crop = crop;
    }
}
