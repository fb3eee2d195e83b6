package io.clipstream.app.run;

import io.clipstream.app.client.RefusedException;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.clip.Arithmetic;
import io.clipstream.clip.CheckpointException;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.DeviceUnavailableException;
import io.clipstream.clip.LoadOptions;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model as the configuration asks for, and logs what was chosen. */
public final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private ModelLoader() {}

    /**
     * Loads a model.
     *
     * @param towers which towers
     * @throws RefusedException if the checkpoint or the device cannot be used
     */
    public static ClipModel load(Path folder, ClipstreamConfig config, LoadOptions towers) {
        LoadOptions options = towers.withDecoders(config.score().decodeThreads())
                .with(config.encoder().precision(), config.encoder().device());
        try {
            ClipModel model = ClipModel.load(folder, options);
            Arithmetic arithmetic = model.arithmetic();
            LOG.info("Model {} from {}, in {}", model.modelId(), folder, arithmetic);
            if (!arithmetic.caution().isEmpty()) {
                LOG.warn("Precision {}: {}", arithmetic.precision(), arithmetic.caution());
            }
            return model;
        } catch (CheckpointException | DeviceUnavailableException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }
}
