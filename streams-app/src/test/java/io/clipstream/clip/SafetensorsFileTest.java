package io.clipstream.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    @TempDir
    Path directory;

    @Test
    void mapsTensorsWithTheirShapesAndValues() throws Exception {
        // Given a file with a matrix, a scalar and a note about itself
        Path path = write(
                "{'__metadata__':{'format':'pt'},'m':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                        + "'s':{'dtype':'F16','shape':[],'data_offsets':[8,10]}}",
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(1.5f)
                        .putFloat(-2)
                        .putShort((short) 0x3c00));

        // When it is opened and read, and closed before its values are looked at
        StoredTensor matrix;
        StoredTensor scalar;
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("m", "s");
            matrix = file.tensor("m");
            scalar = file.tensor("s");
        }

        // Then names, types, shapes and values are those of the file
        assertThat(matrix.shape()).containsExactly(2, 1);
        assertThat(matrix.dtype()).isEqualTo("F32");
        assertThat(matrix.bytes().getFloat(0)).isEqualTo(1.5f);
        assertThat(matrix.bytes().getFloat(4)).isEqualTo(-2);
        assertThat(scalar.shape()).isEmpty();
        assertThat(Halves.toFloat(scalar.bytes().getShort(0))).isEqualTo(1);
    }

    @Test
    void namesTheMissingTensor() throws Exception {
        Path path = write("{}", ByteBuffer.allocate(0));
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.tensor("visual_projection.weight"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(path + ": tensor 'visual_projection.weight' is missing");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]                                                          | bad header: expected a JSON object",
                "{'a':                                                        | bad header: not valid JSON",
                "{'a':{},'a':{}}                                              | bad header: not valid JSON: Duplicate",
                "{'a':{'dtype':'F32','shape':[2]}}                            | tensor 'a' needs dtype, shape",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}       | tensor 'a' of shape [2] and dtype F32 does not fit 4",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,6]}}       | does not fit 6 bytes",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}      | tensor 'a' has the shape [-1]",
                "{'a':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | tensor 'a' has the shape",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[8,4]}}       | tensor 'a' has the data_offsets [8,4]",
                "{'a':{'dtype':'F32','shape':[9],'data_offsets':[0,36]}}      | tensor 'a' ends at byte",
            })
    void refusesABadHeader(String header, String reason) throws Exception {
        Path path = write(header, ByteBuffer.allocate(16));
        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAFileThatIsNoSafetensorsFile() throws Exception {
        // Given a zip archive, as PyTorch's own checkpoints are, and a file of three bytes
        Path zip = Files.write(
                directory.resolve("zip"), "PK\3\4 and so on, in a few bytes".getBytes(StandardCharsets.US_ASCII));
        Path stub = Files.write(directory.resolve("stub"), new byte[3]);

        assertThatThrownBy(() -> SafetensorsFile.open(zip)).hasMessageContaining("no safetensors file");
        assertThatThrownBy(() -> SafetensorsFile.open(stub)).hasMessageContaining("the file has 3 bytes");
        assertThatThrownBy(() -> SafetensorsFile.open(directory.resolve("none")))
                .hasMessageContaining("NoSuchFile");
    }

    private Path write(String header, ByteBuffer data) throws Exception {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + json.length + data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data.array());
        return Files.write(directory.resolve("model.safetensors"), bytes.array());
    }
}
