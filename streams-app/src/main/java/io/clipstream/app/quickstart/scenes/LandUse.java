package io.clipstream.app.quickstart.scenes;

/** Draws one kind of land use over a whole tile. */
@FunctionalInterface
interface LandUse {
    void draw(Tile tile, Season season);
}
