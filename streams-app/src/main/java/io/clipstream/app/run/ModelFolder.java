package io.clipstream.app.run;

import io.clipstream.app.client.RefusedException;
import io.clipstream.app.quickstart.Installation;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the checkpoint that is to be used. */
public final class ModelFolder {
    private ModelFolder() {}

    /** The configured folder, or the demo model's where none is configured. */
    public static Path resolve(Path configured) {
        if (configured == null) {
            return Installation.locate().demoModel();
        }
        if (!Files.isDirectory(configured)) {
            throw new RefusedException("model.directory: there is no folder " + configured
                    + "; it wants a CLIP checkpoint in Hugging Face's layout (config.json, model.safetensors,"
                    + " tokenizer.json, preprocessor_config.json)");
        }
        return configured;
    }
}
