package io.clipstream.clip;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An open checkpoint directory in the layout of Hugging Face: its configuration and its weights, all checked. */
final class Checkpoint implements Closeable {
    private final ClipConfig config;
    private final PreprocessingConfig preprocessing;
    private final WeightFiles weights;
    private final List<StoredTensor> image;
    private final List<StoredTensor> text;
    private final StoredTensor logitScale;

    private Checkpoint(ClipConfig config, PreprocessingConfig preprocessing, WeightFiles weights)
            throws CheckpointException {
        this.config = config;
        this.preprocessing = preprocessing;
        this.weights = weights;
        this.image = weights.tensors(TowerWeights.image(config));
        this.text = weights.tensors(TowerWeights.text(config));
        this.logitScale = weights.tensor(TowerWeights.logitScale());
    }

    static Checkpoint open(Path directory) throws CheckpointException {
        if (!Files.isDirectory(directory)) {
            throw new CheckpointException(directory + ": no such directory");
        }
        OpenClipFolder.refuse(directory);
        ClipConfig config = ClipConfig.read(directory.resolve("config.json"));
        PreprocessingConfig preprocessing = PreprocessingConfig.read(directory);
        if (preprocessing.crop() != config.imageSize()) {
            throw new CheckpointException(PreprocessingConfig.file(directory) + ": crops to " + preprocessing.crop()
                    + " pixels, but config.json asks for images of " + config.imageSize());
        }
        try {
            WeightFiles weights = WeightFiles.open(directory);
            try {
                return new Checkpoint(config, preprocessing, weights);
            } catch (CheckpointException e) {
                weights.close();
                throw e;
            }
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new CheckpointException(directory + ": cannot be read: " + e, e);
        }
    }

    ClipConfig config() {
        return config;
    }

    PreprocessingConfig preprocessing() {
        return preprocessing;
    }

    List<StoredTensor> image() {
        return image;
    }

    List<StoredTensor> text() {
        return text;
    }

    StoredTensor logitScale() {
        return logitScale;
    }

    /**
     * The backbone's name: 64 bits of the SHA-256 over architecture, preprocessing and every tensor of both towers.
     *
     * <p>Both towers always count, so that a process that loads one of them gives the same name.
     */
    String fingerprint() {
        MessageDigest digest = sha256();
        digest.update((config.canonical() + "\n" + preprocessing.canonical() + "\n").getBytes(StandardCharsets.UTF_8));
        List<StoredTensor> all = new ArrayList<>(image);
        all.addAll(text);
        all.add(logitScale);
        for (StoredTensor tensor : all) {
            digest.update((tensor.name() + " " + tensor.dtype() + "\n").getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = tensor.bytes().duplicate();
            digest.update(bytes);
        }
        return "clip-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
