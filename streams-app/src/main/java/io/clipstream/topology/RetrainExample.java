package io.clipstream.topology;

import io.clipstream.adapter.HalfFloats;
import io.clipstream.schemas.Example;
import java.nio.ByteBuffer;

/**
 * An example of the buffer with its feature ready to be fitted.
 *
 * @param feature D values, length 1
 */
record RetrainExample(Example example, float[] feature) {
    /** Throws {@link IllegalArgumentException} if the feature's bytes are none. */
    static RetrainExample of(Example example) {
        ByteBuffer buffer = example.getFeature().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new RetrainExample(example, HalfFloats.readUnit(bytes));
    }
}
