package io.clipstream.clip.jpeg;

/** What the frame header of a JPEG says. */
final class Frame {
    final boolean progressive;
    final int width;
    final int height;
    final Component[] components;
    final int maxH;
    final int maxV;

    /** Size in minimum coded units of all components together. */
    final int unitsAcross;

    final int unitsDown;

    /** Reads the header whose length field is at {@code at}. */
    Frame(byte[] b, int at, boolean progressive) throws UnusualJpegException {
        this.progressive = progressive;
        int count = b[at + 7] & 0xff;
        if (b[at + 2] != 8 || count != 1 && count != 3 || Bytes.word(b, at) != 8 + 3 * count) {
            throw new UnusualJpegException("not 8 bits in one or three components");
        }
        height = Bytes.word(b, at + 3);
        width = Bytes.word(b, at + 5);
        components = new Component[count];
        int widest = 1;
        int tallest = 1;
        int blocks = 0;
        for (int i = 0; i < count; i++) {
            int from = at + 8 + 3 * i;
            // A component on its own is stored block by block, whatever its factors say.
            int sampling = count == 1 ? 0x11 : b[from + 1] & 0xff;
            Component component = new Component(b[from] & 0xff, sampling, b[from + 2] & 0xff);
            if (component.h < 1 || component.h > 4 || component.v < 1 || component.v > 4) {
                throw new UnusualJpegException("impossible sampling factors");
            }
            components[i] = component;
            widest = Math.max(widest, component.h);
            tallest = Math.max(tallest, component.v);
            blocks += component.h * component.v;
        }
        maxH = widest;
        maxV = tallest;
        if (width < 1 || height < 1 || blocks > 10) {
            throw new UnusualJpegException("an impossible frame");
        }
        unitsAcross = Bytes.ceil(width, 8 * maxH);
        unitsDown = Bytes.ceil(height, 8 * maxV);
        for (Component c : components) {
            if (maxH % c.h != 0 || maxV % c.v != 0 || c.v != 1 && c.v != maxV) {
                throw new UnusualJpegException("sampling factors that do not divide");
            }
            c.width = Bytes.ceil(width * c.h, maxH);
            c.height = Bytes.ceil(height * c.v, maxV);
            c.blocksAcross = Bytes.ceil(c.width, 8);
            c.blocksDown = Bytes.ceil(c.height, 8);
            c.paddedAcross = unitsAcross * c.h;
            c.paddedDown = unitsDown * c.v;
        }
    }
}
