package io.clipstream.app.quickstart.scenes;

/** The land around: rivers run through woods and meadows, roads over grass and open ground. */
final class Country {
    private Country() {}

    static void wild(Tile tile, Season season) {
        if (tile.chance(0.5)) {
            Forest.canopy(tile, season);
        } else {
            Grassland.grass(tile, season);
        }
    }

    static void open(Tile tile, Season season) {
        if (tile.chance(0.5)) {
            Grassland.grass(tile, season);
        } else {
            BareSoil.earth(tile);
        }
    }
}
