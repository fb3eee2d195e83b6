package io.clipstream.clip.jpeg;

/** A range of minimum coded units: what of an image becomes samples. */
record Units(int left, int top, int right, int bottom) {

    /** The units that the pixels of {@code region} need, with the neighbours that smooth chrominance looks at. */
    static Units around(Region region, Frame frame) {
        return new Units(
                Math.max(0, region.left() - frame.maxH) / (8 * frame.maxH),
                Math.max(0, region.top() - frame.maxV) / (8 * frame.maxV),
                Math.min(frame.unitsAcross, Bytes.ceil(region.right() + frame.maxH, 8 * frame.maxH)),
                Math.min(frame.unitsDown, Bytes.ceil(region.bottom() + frame.maxV, 8 * frame.maxV)));
    }

    boolean holds(Component c, int blockX, int blockY) {
        return blockX >= left * c.h && blockX < right * c.h && blockY >= top * c.v && blockY < bottom * c.v;
    }
}
