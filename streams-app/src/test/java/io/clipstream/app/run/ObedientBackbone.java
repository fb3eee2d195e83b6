package io.clipstream.app.run;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ForwardingBackbone;
import io.clipstream.clip.ForwardingImageEncoder;
import io.clipstream.clip.ImageEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A backbone whose device does as a file says, looked at before each batch: so many milliseconds, or {@code stuck}, which it
 * stays for ever.
 */
final class ObedientBackbone extends ForwardingBackbone {
    static final String STUCK = "stuck";

    private final Path orders;

    ObedientBackbone(Backbone real, Path orders) {
        super(real);
        this.orders = orders;
    }

    private void obey() {
        try {
            String order = Files.readString(orders).strip();
            if (order.equals(STUCK)) {
                while (true) {
                    // Deaf to interruption, like native code.
                    LockSupport.park(this);
                    Thread.interrupted();
                }
            }
            long end = System.nanoTime() + Long.parseLong(order) * 1_000_000;
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ImageEncoder newImageEncoder() {
        return new ForwardingImageEncoder(super.newImageEncoder()) {
            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                obey();
                return super.encode(pixels, count);
            }

            @Override
            public String device() {
                return "obedient " + super.device();
            }
        };
    }
}
