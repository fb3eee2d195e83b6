package io.clipstream.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void movesNoTerminalsCursorAndStaysTheSameJson() throws Exception {
        // Given what an outsider may put into the names and values of headers and attributes
        Map<String, Object> view =
                Map.of("a\u009b2J\u202eb", "\u001b[2J\u007f\u2028\u200f\uD83D\uDE00\uDB40\uDC01 caf\u00e9");

        // When
        String line = Json.line(view);

        // Then
        assertThat(line.codePoints()).allMatch(Printable::isPlain);
        assertThat(line).contains("\uD83D\uDE00", "caf\u00e9", "\\u009b2J\\u202eb");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(line)).isEqualTo(json.<JsonNode>valueToTree(view));
    }
}
