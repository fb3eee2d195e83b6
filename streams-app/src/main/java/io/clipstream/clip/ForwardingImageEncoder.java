package io.clipstream.clip;

import java.nio.ByteBuffer;

/** An image encoder that is another one in all that a subclass does not say otherwise; it closes the other one. */
public abstract class ForwardingImageEncoder implements ImageEncoder {
    private final ImageEncoder real;

    protected ForwardingImageEncoder(ImageEncoder real) {
        this.real = real;
    }

    @Override
    public int dimension() {
        return real.dimension();
    }

    @Override
    public int imageSize() {
        return real.imageSize();
    }

    @Override
    public float[] encode(ByteBuffer pixels, int count) {
        return real.encode(pixels, count);
    }

    @Override
    public String device() {
        return real.device();
    }

    @Override
    public boolean isShared() {
        return real.isShared();
    }

    @Override
    public void close() {
        real.close();
    }
}
