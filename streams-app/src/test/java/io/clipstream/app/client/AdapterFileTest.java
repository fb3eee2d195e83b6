package io.clipstream.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.adapter.InvalidAdapterException;
import io.clipstream.adapter.SafetensorsCodec;
import io.clipstream.schemas.AdapterVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterFileTest {
    private final AdapterVersion version =
            Versions.of(7, List.of("cat", "Hündin"), new float[][] {{1, 0}, {0, 1}}, List.of("a", "b"));

    @Test
    void bringsBackTheVeryRecord() throws Exception {
        // Given
        byte[] file = AdapterFile.encode(version);

        // When, then: the record, its tensors byte by byte, and what other programs read
        assertThat(AdapterFile.decode(file)).isEqualTo(version);
        assertThat(SafetensorsCodec.decode(file)).containsOnlyKeys("text");
        assertThat(SafetensorsCodec.metadata(file))
                .containsEntry("version", "7")
                .containsEntry("task", "pets");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        // Given one byte of a tensor changed, a file of somebody else's, and no safetensors at all
        byte[] changed = AdapterFile.encode(version);
        changed[changed.length - 1] ^= 1;
        byte[] foreign = SafetensorsCodec.encode(SafetensorsCodec.decode(AdapterFile.encode(version)));
        byte[] garbled =
                SafetensorsCodec.encode(SafetensorsCodec.decode(foreign), Map.of(AdapterFile.RECORD, "{\"task\": 3}"));

        // Then
        refused(changed, "SHA-256");
        refused(foreign, "adapters export");
        refused(garbled, "cannot be read");
        refused(new byte[] {1, 2, 3}, "3 bytes");
    }

    private static void refused(byte[] file, String expected) {
        assertThatThrownBy(() -> AdapterFile.decode(file))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(expected);
    }
}
