package io.clipstream.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Streams random bfloat16 tensors into a safetensors file; each depends on the seed and its own name alone. */
final class RandomWeights {
    private static final int BUFFER = 1 << 20;
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private RandomWeights() {}

    /** {@code depth} is the layers' number, by which branches into the residual stream are scaled down. */
    static void write(Path file, List<TensorSpec> tensors, int depth, long seed) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            put(channel, header(tensors));
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
            for (TensorSpec tensor : tensors) {
                values(channel, buffer, tensor, depth, seed);
            }
            put(channel, buffer.flip());
        }
    }

    private static ByteBuffer header(List<TensorSpec> tensors) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.putObject("__metadata__").put("format", "pt");
        long begin = 0;
        for (TensorSpec tensor : tensors) {
            long end = begin + Short.BYTES * count(tensor);
            ObjectNode entry = json.putObject(tensor.name()).put("dtype", "BF16");
            entry.putArray("shape");
            for (long length : tensor.shape()) {
                entry.withArray("shape").add(length);
            }
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static void values(FileChannel channel, ByteBuffer buffer, TensorSpec tensor, int depth, long seed)
            throws IOException {
        float centre = centre(tensor);
        // Uniform on ±√3 σ has the standard deviation σ.
        float reach = (float) (StrictMath.sqrt(3) * deviation(tensor, depth));
        // Mixed twice, so that neighbouring seeds do not give the same values one place further on.
        long state = mix(mix(seed + GOLDEN_RATIO) + tensor.name().hashCode());
        long count = count(tensor);
        for (long i = 0; i < count; i++) {
            if (!buffer.hasRemaining()) {
                put(channel, buffer.flip());
                buffer.clear();
            }
            state += GOLDEN_RATIO;
            float value = centre + reach * ((mix(state) >> 40) * 0x1p-23f);
            buffer.putShort(bfloat16(value));
        }
    }

    private static float centre(TensorSpec tensor) {
        if (tensor.name().equals("logit_scale")) {
            return (float) StrictMath.log(100);
        }
        return isNorm(tensor) && tensor.name().endsWith("weight") ? 1 : 0;
    }

    private static double deviation(TensorSpec tensor, int depth) {
        String name = tensor.name();
        if (name.equals("logit_scale")) {
            return 0;
        }
        if (tensor.shape().length == 1 || name.contains("embedding") && !name.contains("patch")) {
            return 0.02;
        }
        long inputs = count(tensor) / tensor.shape()[0];
        double branch = name.contains("out_proj") || name.contains("fc2") ? 2.0 * depth : 1;
        return 1 / StrictMath.sqrt(inputs * branch);
    }

    private static boolean isNorm(TensorSpec tensor) {
        return tensor.name().contains("norm");
    }

    private static long count(TensorSpec tensor) {
        long count = 1;
        for (long length : tensor.shape()) {
            count *= length;
        }
        return count;
    }

    /** The finaliser of SplitMix64 (Steele et al., 2014). */
    private static long mix(long state) {
        long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Rounds to the nearest, which finite values of this size cannot overflow. */
    private static short bfloat16(float value) {
        return (short) (Float.floatToRawIntBits(value) + 0x8000 >>> 16);
    }

    private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
