package io.clipstream.app.run;

import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.clip.hub.FetchListener;
import io.clipstream.clip.hub.HubException;
import io.clipstream.clip.hub.HubName;
import io.clipstream.clip.hub.ModelHub;
import io.clipstream.clip.hub.Snapshot;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the checkpoint that is to be used: a folder, a name on the hub, or the demo model. */
public final class ModelFolder {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

    private ModelFolder() {}

    /** As {@link #resolve(ClipstreamConfig, FetchListener)}; what a fetch has to say goes to the log. */
    public static Path resolve(ClipstreamConfig config) {
        return resolve(config, LOG::info);
    }

    /**
     * The folder of the configured model; a name that is not in the cache is fetched first.
     *
     * @throws RefusedException if there is no such model, or it cannot be had
     */
    public static Path resolve(ClipstreamConfig config, FetchListener listener) {
        String model = config.model();
        if (model.isEmpty()) {
            return Installation.locate().demoModel();
        }
        if (isFolder(model)) {
            return Path.of(model);
        }
        HubName name = name(model);
        try {
            Snapshot snapshot = new ModelHub(config.hub()).obtain(name, listener);
            LOG.info("Model {} is commit {} of {}", name, snapshot.commit(), snapshot.source());
            return snapshot.folder();
        } catch (HubException e) {
            throw new RefusedException(
                    "model: there is no folder '" + model + "', and as a name on the hub: " + e.getMessage(), e);
        }
    }

    /** The name on the hub that is configured. */
    public static HubName name(String model) {
        return HubName.parse(model)
                .orElseThrow(() -> new RefusedException("model: there is no folder '" + model
                        + "', and it is no name on the hub; wanted is the folder of a CLIP checkpoint in Hugging Face's"
                        + " layout (config.json, model.safetensors, tokenizer.json, preprocessor_config.json), or "
                        + HubName.FORM + ", for example openai/clip-vit-base-patch32"));
    }

    /** Whether {@code model} is a folder, which wins over a name of the same form. */
    public static boolean isFolder(String model) {
        try {
            return Files.isDirectory(Path.of(model));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
