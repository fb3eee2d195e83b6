package io.clipstream.app.quickstart.scenes;

import java.util.random.RandomGenerator;

/**
 * The textures that all tiles of one generator share; each tile looks at other parts of them.
 *
 * @param grain noise in every pixel
 * @param soft wide, slow changes
 * @param rough changes at all scales
 * @param crowns domes about eleven pixels apart
 * @param tussocks domes about five pixels apart
 */
record Textures(Texture grain, Texture soft, Texture rough, Texture crowns, Texture tussocks) {
    static Textures random(RandomGenerator random) {
        return new Textures(
                Texture.grain(random),
                Texture.clouds(random, 64, 0.35),
                Texture.clouds(random, 32, 0.8),
                Texture.domes(random, 23),
                Texture.domes(random, 51));
    }
}
