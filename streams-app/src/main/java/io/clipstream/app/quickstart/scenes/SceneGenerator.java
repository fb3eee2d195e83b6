package io.clipstream.app.quickstart.scenes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An endless stream of drawn aerial tiles, the same for the same seed; used by one thread.
 *
 * <p>Tile n depends on the seed and n alone, so a stream can be drawn again from any point.
 */
public final class SceneGenerator {
    private static final Map<String, LandUse> LAND_USES = new LinkedHashMap<>();

    static {
        LAND_USES.put("forest", new Forest());
        LAND_USES.put("crops", new Crops());
        LAND_USES.put("grassland", new Grassland());
        LAND_USES.put("orchard", new Orchard());
        LAND_USES.put("river", new River());
        LAND_USES.put("open water", new OpenWater());
        LAND_USES.put("road", new Road());
        LAND_USES.put("houses", new Houses());
        LAND_USES.put("industry", new Industry());
        LAND_USES.put("bare soil", new BareSoil());
    }

    private static final List<String> LABELS = List.copyOf(LAND_USES.keySet());

    private final long seed;
    private final Textures textures;
    private final JpegFile jpeg = new JpegFile();
    private long drawn;

    public SceneGenerator(long seed) {
        this.seed = seed;
        this.textures = Textures.random(new SplittableRandom(seed));
    }

    /** Labels of all scenes, in a fixed order. */
    public static List<String> labels() {
        return LABELS;
    }

    /** Draws the next scene; every label is as likely as any other. */
    public Scene next() {
        return nextDrawing().scene();
    }

    /** Draws the next scene and tells the conditions it was taken under, which reports are grouped by. */
    Drawing nextDrawing() {
        // A generator per tile keeps tiles independent of how much chance the earlier ones used.
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + drawn);
        random.nextLong();
        String label = LABELS.get(random.nextInt(LABELS.size()));
        Conditions conditions = Conditions.random(random);
        Tile tile = new Tile(textures, random);
        LAND_USES.get(label).draw(tile, conditions.season());
        Camera.expose(tile, conditions);
        tile.brush.dispose();
        String id = String.format("tile-%d-%06d", seed, drawn++);
        return new Drawing(new Scene(id, label, jpeg.of(tile.image, conditions.quality())), conditions);
    }

    /**
     * A scene with the conditions it was taken under.
     *
     * @param scene the scene
     * @param conditions season, air and sensor
     */
    record Drawing(Scene scene, Conditions conditions) {}
}
