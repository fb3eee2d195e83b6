package io.clipstream.app.run;

import io.clipstream.clip.Backbone;
import io.clipstream.clip.ImageEncoder;
import io.clipstream.clip.ImagePreprocessor;
import io.clipstream.clip.TextEncoder;
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
final class ObedientBackbone implements Backbone {
    static final String STUCK = "stuck";

    private final Backbone real;
    private final Path orders;

    ObedientBackbone(Backbone real, Path orders) {
        this.real = real;
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
        ImageEncoder encoder = real.newImageEncoder();
        return new ImageEncoder() {
            @Override
            public int dimension() {
                return encoder.dimension();
            }

            @Override
            public int imageSize() {
                return encoder.imageSize();
            }

            @Override
            public float[] encode(ByteBuffer pixels, int count) {
                obey();
                return encoder.encode(pixels, count);
            }

            @Override
            public String device() {
                return "obedient " + encoder.device();
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
    }

    @Override
    public String modelId() {
        return real.modelId();
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
    public float logitScale() {
        return real.logitScale();
    }

    @Override
    public TextEncoder newTextEncoder() {
        return real.newTextEncoder();
    }

    @Override
    public String textEncoderId() {
        return real.textEncoderId();
    }

    @Override
    public ImagePreprocessor preprocessor() {
        return real.preprocessor();
    }

    @Override
    public void close() {
        real.close();
    }
}
