package io.clipstream.scoring;

import io.clipstream.clip.ImageFormatException;
import io.clipstream.clip.ImagePreprocessor;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Makes pixels of an image's first byte; 255 is no image, 254 breaks the decoder, 253 exhausts the heap, and single
 * bytes can be held back.
 */
public final class SimulatedPreprocessor implements ImagePreprocessor {
    public static final byte UNREADABLE = (byte) 255;
    public static final byte BREAKS = (byte) 254;
    public static final byte EXHAUSTS = (byte) 253;

    private final int imageSize;
    private volatile boolean deaf;
    private final Map<Byte, CountDownLatch> gates = new ConcurrentHashMap<>();

    public SimulatedPreprocessor(int imageSize) {
        this.imageSize = imageSize;
    }

    @Override
    public int imageSize() {
        return imageSize;
    }

    /** Images that begin with this byte are decoded only once the latch is open. */
    public CountDownLatch hold(int first) {
        return gates.computeIfAbsent((byte) first, b -> new CountDownLatch(1));
    }

    /** Images that begin with this byte are in their decoder until {@link #letGo}, deaf to interruption. */
    public void holdForEver(int first) {
        hold(first);
        deaf = true;
    }

    /** Ends all that is held. */
    public void letGo() {
        deaf = false;
        gates.values().forEach(CountDownLatch::countDown);
    }

    @Override
    public byte[] preprocess(byte[] encoded) throws ImageFormatException {
        if (encoded[0] == UNREADABLE) {
            throw new ImageFormatException("not an image");
        }
        if (encoded[0] == BREAKS) {
            throw new ArrayIndexOutOfBoundsException("crafted");
        }
        if (encoded[0] == EXHAUSTS) {
            throw new OutOfMemoryError("Java heap space");
        }
        CountDownLatch gate = gates.get(encoded[0]);
        if (gate != null) {
            await(gate);
        }
        byte[] pixels = new byte[imageSize * imageSize * 3];
        Arrays.fill(pixels, encoded[0]);
        return pixels;
    }

    private void await(CountDownLatch gate) {
        while (true) {
            try {
                gate.await();
                return;
            } catch (InterruptedException e) {
                if (!deaf) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
