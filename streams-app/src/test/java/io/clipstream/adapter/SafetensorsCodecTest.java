package io.clipstream.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsCodecTest {
    private final Map<String, Tensor> tensors = Map.of(
            "text",
            new Tensor(new int[] {2, 3}, new float[] {1, -2, 3.5f, Float.MIN_VALUE, -0f, Float.MAX_VALUE}),
            "ratio",
            Tensor.scalar(0.2f),
            "nothing \"at\" all",
            new Tensor(new int[] {0, 4}, new float[0]));

    @Test
    void readsBackWhatItWrote() throws InvalidAdapterException {
        assertThat(SafetensorsCodec.decode(SafetensorsCodec.encode(tensors))).isEqualTo(tensors);
        assertThat(SafetensorsCodec.decode(SafetensorsCodec.encode(Map.of()))).isEmpty();
    }

    @Test
    void writesTheFormatByteForByte() {
        // Given one tensor
        byte[] file = SafetensorsCodec.encode(Map.of("a", new Tensor(new int[] {1, 2}, new float[] {1f, -2f})));
        // Then the file is the header's length, the padded header, and the values, little-endian
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        ByteBuffer expected = ByteBuffer.allocate(8 + padded.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
        expected.putInt(0x3f800000).putInt(0xc0000000);
        assertThat(file).isEqualTo(expected.array());
    }

    @Test
    void writesTheSameBytesWhateverTheOrderOfTheMap() {
        // Given the same tensors in two orders
        Map<String, Tensor> one = new LinkedHashMap<>();
        Map<String, Tensor> other = new LinkedHashMap<>();
        for (String name : new String[] {"b", "a", "c"}) {
            one.put(name, Tensor.scalar(name.charAt(0)));
        }
        for (String name : new String[] {"c", "b", "a"}) {
            other.put(name, Tensor.scalar(name.charAt(0)));
        }
        assertThat(SafetensorsCodec.encode(one)).isEqualTo(SafetensorsCodec.encode(other));
    }

    @Test
    void refusesEveryTruncation() {
        byte[] file = SafetensorsCodec.encode(tensors);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> SafetensorsCodec.decode(cut)).isInstanceOf(InvalidAdapterException.class);
        }
    }

    @Test
    void neverFailsOtherThanByRefusing() {
        // Given files with random bytes changed in the header, where all the rules are
        byte[] file = SafetensorsCodec.encode(tensors);
        int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = file.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                changed[random.nextInt(8 + header)] = (byte) random.nextInt(256);
            }
            // Then each is read or refused, and nothing else is thrown
            try {
                SafetensorsCodec.decode(changed);
            } catch (InvalidAdapterException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "{\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}} | tensor 'w' has dtype \"F16\", expected F32",
                "{\"w\":{\"shape\":[2],\"data_offsets\":[0,8]}} | tensor 'w' has dtype missing, expected F32",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}} | tensor 'w' lies at bytes 0 to 12",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | tensor 'w' lies at bytes 8 to 0",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-4,4]}} | tensor 'w' lies at bytes -4 to 4",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | tensor 'w' has shape [3] and 8 bytes",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | tensor 'w' has shape [-2]",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}} | tensor 'w' has shape [2.0]",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | tensor 'w' has shape 2",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{\"a\":0,\"b\":8}}} | tensor 'w' has data_offsets",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}} | tensor 'w' has data_offsets [0]",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4,4],\"data_offsets\":[0,8]}} | do not fit as F32",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | neither overlap nor gap",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | its tensors cover 4",
                "{\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | tensor 'w' begins at byte 4",
                "{\"w\":1} | tensor 'w' has dtype missing",
                "{\"w\":{},\"w\":{}} | Duplicate",
                "[] | not a JSON object",
                "{} {} | not JSON"
            })
    void namesTheTensorAndWhatIsWrong(String header, String message) {
        // Given a header over 8 bytes of data
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        // Then it is refused for that reason
        assertThatThrownBy(() -> SafetensorsCodec.decode(file.array()))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsFilesWithMetadataAndUnsortedNames() throws InvalidAdapterException {
        // Given a file as other writers make it
        String header = "{\"__metadata__\":{\"format\":\"pt\"},\"b\":{\"dtype\":\"F32\",\"shape\":[1],"
                + "\"data_offsets\":[4,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json).putFloat(1f).putFloat(2f);
        // Then it is read
        assertThat(SafetensorsCodec.decode(file.array()))
                .isEqualTo(Map.of("a", Tensor.scalar(1f), "b", new Tensor(new int[] {1}, new float[] {2f})));
    }
}
