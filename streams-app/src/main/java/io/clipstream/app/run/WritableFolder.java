package io.clipstream.app.run;

import io.clipstream.app.client.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes sure at the start that a configured folder can be written to, rather than failing later in somebody else's words. */
final class WritableFolder {
    /** What the lock and process files of a role take, with room to spare. */
    private static final int BYTES = 4096;

    private WritableFolder() {}

    /**
     * Makes the folder where it is missing, and writes to it once.
     *
     * @param key of the configuration, for the message
     * @throws RefusedException saying what is wrong and what to do
     */
    static void require(Path folder, String key) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "clipstream-", ".probe");
            try {
                Files.write(probe, new byte[BYTES]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw new RefusedException(
                    key + ": cannot write to '" + folder.toAbsolutePath() + "' (" + e
                            + "); make room there, or give a folder that can be written to",
                    e);
        }
    }
}
