package io.clipstream.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;

/**
 * One tensor as a safetensors header describes it, checked on its own.
 *
 * @param name name of the tensor
 * @param shape sizes, outermost first
 * @param begin first byte of its values, counted from the end of the header
 * @param end byte after its last
 */
record SafetensorsEntry(String name, int[] shape, long begin, long end) {
    static SafetensorsEntry of(String name, JsonNode json, long dataLength) throws InvalidAdapterException {
        JsonNode dtype = json.path("dtype");
        JsonNode offsets = json.path("data_offsets");
        if (!dtype.asText().equals("F32")) {
            throw invalid(name, "has dtype " + (dtype.isMissingNode() ? "missing" : dtype) + ", expected F32");
        }
        if (!offsets.isArray()
                || offsets.size() != 2
                || !offsets.get(0).canConvertToLong()
                || !offsets.get(1).canConvertToLong()
                || !offsets.get(0).isIntegralNumber()
                || !offsets.get(1).isIntegralNumber()) {
            throw invalid(name, "has data_offsets " + offsets + ", expected two whole numbers");
        }
        SafetensorsEntry entry = new SafetensorsEntry(
                name,
                shape(name, json.path("shape")),
                offsets.get(0).longValue(),
                offsets.get(1).longValue());
        entry.check(dataLength);
        return entry;
    }

    private static int[] shape(String name, JsonNode json) throws InvalidAdapterException {
        boolean valid = json.isArray();
        int[] shape = new int[json.size()];
        for (int i = 0; i < shape.length && valid; i++) {
            valid = json.get(i).isInt() && json.get(i).intValue() >= 0;
            shape[i] = json.get(i).intValue();
        }
        if (!valid) {
            throw invalid(name, "has shape " + json + ", expected an array of whole numbers from 0");
        }
        return shape;
    }

    private void check(long dataLength) throws InvalidAdapterException {
        if (begin < 0 || end < begin || end > dataLength) {
            throw invalid(
                    "lies at bytes " + begin + " to " + end + ", expected 0 to " + dataLength + " (file cut short?)");
        }
        long count = 1;
        for (int size : shape) {
            // Saturates instead of overflowing: such a tensor is refused by the comparison below.
            count = size == 0 || count == 0
                    ? 0
                    : count > dataLength / size ? Long.MAX_VALUE / Float.BYTES : count * size;
        }
        if (count * Float.BYTES != length()) {
            throw invalid(
                    "has shape " + Arrays.toString(shape) + " and " + length() + " bytes, which do not fit as F32");
        }
    }

    long length() {
        return end - begin;
    }

    InvalidAdapterException invalid(String problem) {
        return invalid(name, problem);
    }

    static InvalidAdapterException invalid(String name, String problem) {
        return new InvalidAdapterException("tensor '" + name + "' " + problem);
    }
}
