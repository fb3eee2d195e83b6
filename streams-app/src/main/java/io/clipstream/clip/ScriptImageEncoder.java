package io.clipstream.clip;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;

/** The image tower in TorchScript; one thread at a time. */
final class ScriptImageEncoder implements ImageEncoder {
    private final EncoderModule module;
    private final PtNDManager manager;
    private final int dimension;
    private final int imageSize;
    // Reused for pixels on the heap: fresh direct memory for every call would grow the process.
    private ByteBuffer direct = ByteBuffer.allocateDirect(0);

    ScriptImageEncoder(EncoderModule module, ClipConfig config) {
        this.module = module;
        this.manager = module.newManager();
        this.dimension = config.dimension();
        this.imageSize = config.imageSize();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int imageSize() {
        return imageSize;
    }

    @Override
    public float[] encode(ByteBuffer pixels, int count) {
        int bytes = Math.multiplyExact(count, imageSize * imageSize * 3);
        if (count < 1 || bytes > pixels.limit()) {
            throw new IllegalArgumentException(
                    count + " images need " + bytes + " bytes, the buffer's limit is " + pixels.limit());
        }
        ByteBuffer input = pixels.duplicate().position(0).limit(bytes);
        if (!pixels.isDirect()) {
            if (direct.capacity() < bytes) {
                direct = ByteBuffer.allocateDirect(bytes);
            }
            input = direct.clear().put(input).flip();
        }
        Shape shape = new Shape(count, imageSize, imageSize, 3);
        return module.encode("encode_image", manager, input.slice(), shape, DataType.UINT8);
    }

    @Override
    public String device() {
        return manager.getDevice().toString();
    }

    @Override
    public boolean isShared() {
        return manager.getDevice().isGpu();
    }

    @Override
    public void close() {
        manager.close();
    }
}
