package io.clipstream.app.quickstart.scenes;

import java.awt.Color;

/** Closed crowns lit from one side, sometimes with a felled strip or a ride through them. */
final class Forest implements LandUse {
    private static final Color SPRUCE = new Color(0x2c4a3c);
    private static final Color STUMPS = new Color(0x8b7a5c);

    @Override
    public void draw(Tile tile, Season season) {
        canopy(tile, season);
        if (tile.chance(0.2)) {
            double angle = tile.between(0, Math.PI);
            tile.box(
                    tile.between(20, 108),
                    tile.between(20, 108),
                    200,
                    tile.between(3, 9),
                    angle,
                    tile.near(STUMPS, 0.1));
        }
    }

    /** The wood itself, which also stands beside roads and rivers. */
    static void canopy(Tile tile, Season season) {
        boolean spruce = tile.chance(0.35);
        Color crown = tile.near(spruce ? SPRUCE : season.leaves, 0.1);
        tile.ground(crown, tile.textures.crowns(), tile.between(0.5, 1.1), tile.between(0.3, 0.55));
        if (tile.chance(0.5)) {
            tile.patches(tile.near(spruce ? season.leaves : SPRUCE, 0.1), tile.textures.soft(), 0.6, 0.3, 0.5);
        }
        tile.shade(tile.textures.rough(), 1, 0.12);
    }
}
