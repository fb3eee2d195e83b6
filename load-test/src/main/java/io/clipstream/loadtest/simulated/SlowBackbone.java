package io.clipstream.loadtest.simulated;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ForwardingBackbone;
import io.clipstream.clip.ForwardingImageEncoder;
import io.clipstream.clip.ImageEncoder;
import java.nio.ByteBuffer;

/** A real backbone, with its real decoding and encoding, in front of a device that takes some time more for each batch. */
public final class SlowBackbone extends ForwardingBackbone {
    private final SimulatedDevice device;

    public SlowBackbone(Backbone real, SimulatedDevice device) {
        super(real);
        this.device = device;
    }

    @Override
    public ImageEncoder newImageEncoder() {
        return new ForwardingImageEncoder(super.newImageEncoder()) {
            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                device.compute(count);
                return super.encode(pixels, count);
            }

            @Override
            public boolean isShared() {
                return true;
            }
        };
    }
}
