package io.clipstream.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.app.client.RefusedException;
import io.clipstream.clip.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerProcessTest {
    @TempDir
    Path directory;

    @Test
    void asksForSlicesAndReadsTheAnswers() throws Exception {
        // Given a peer that checks what it is asked
        try (PeerProcess peer = start(
                """
                echo '{"name": "a peer"}'
                while read -r request; do
                  case $request in
                    *'"op":"images"'*) echo '{"decodeMs": 2.5, "preprocessMs": 1}' ;;
                    *'"batch":8'*) echo '{"imagesPerSecond": 40, "coreSecondsPerImage": 0.05, "seconds": 1.5,
                      "library": "x", "workers": 1, "threads": 2}' | tr -d '\\n'; echo ;;
                    *) echo '{"error": "no such precision"}' ;;
                  esac
                done
                """)) {
            // When, Then
            assertThat(peer.name()).isEqualTo("a peer");
            assertThat(peer.images(1)).containsExactly(2.5, 1);
            assertThat(peer.encode("bf16", 8, 1))
                    .isEqualTo(new PeerProcess.Slice(new Pace(40, 0.05, 1.5), "x", new Layout(1, 2)));
            assertThatThrownBy(() -> peer.encode("fp4", 1, 1))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no such precision");
        }
    }

    @Test
    void tellsWhatThePeerLacksOrThatItEnded() {
        assertThatThrownBy(() -> start("echo '{\"error\": \"No module named torch\"}'"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("No module named torch");
        assertThatThrownBy(() -> start("exit 1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the peer has ended");
        assertThatThrownBy(() -> PeerProcess.start(
                        "/no/such/python", Path.of("x"), BenchModel.of(directory, "m"), DeviceChoice.CPU, directory))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("/no/such/python");
    }

    private PeerProcess start(String script) throws IOException {
        Path file = Files.writeString(directory.resolve("peer.sh"), script);
        return PeerProcess.start("sh", file, BenchModel.of(directory, "m"), DeviceChoice.CPU, directory);
    }
}
