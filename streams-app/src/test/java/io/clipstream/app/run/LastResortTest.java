package io.clipstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.testing.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LastResortTest {
    @Test
    void endsAProcessThatCannotEndByItself() throws Exception {
        // Given a process whose way out is blocked
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Blocked.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();

        try {
            // When, Then it ends all the same, as a role that broke down
            assertThat(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Exits, with a shutdown hook that never returns. */
    static final class Blocked {
        private Blocked() {}

        public static void main(String[] args) {
            LastResort.haltAfter(Duration.ofMillis(200));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                while (true) {
                    LockSupport.park();
                }
            }));
            System.exit(0);
        }
    }
}
