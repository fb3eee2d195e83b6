package io.clipstream.clip;

/**
 * Sizes of an image tower (Dosovitskiy et al., 2021, "An Image is Worth 16x16 Words"; Radford et al., 2021).
 *
 * @param imageSize side of the square input, in pixels; a multiple of {@code patch}
 * @param patch side of a patch, in pixels
 * @param width width W of the residual stream
 * @param mlpWidth width M inside the MLP
 * @param depth number of layers
 * @param heads attention heads
 * @param dimension dimension D of the features
 */
public record ImageTowerShape(int imageSize, int patch, int width, int mlpWidth, int depth, int heads, int dimension) {

    /** Patches of one image. */
    public int patches() {
        int side = imageSize / patch;
        return side * side;
    }

    /** Positions L of one image in the transformer: its patches and the class token. */
    public int positions() {
        return patches() + 1;
    }
}
