package io.clipstream.app.run;

import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.config.LearnSettings;
import io.clipstream.clip.Backbone;
import io.clipstream.clip.TextEncoder;
import io.clipstream.clip.TextFeatureCache;
import io.clipstream.clip.TextFeatures;
import io.clipstream.topology.HeadSource;
import io.clipstream.topology.TextHeads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A backbone's text tower with its cache and threads, as the configuration asks for; close it before the backbone. */
public final class TextTower implements AutoCloseable {
    /** Enough for the names of a few hundred classes in an ensemble; what is beyond is read from the file again. */
    private static final long TEXTS_IN_MEMORY = 32L << 20;

    private final TextFeatures texts;
    private final HeadSource heads;

    public TextTower(ClipstreamConfig config, Backbone model) {
        this.texts = texts(config, model);
        this.heads = new TextHeads(model.modelId(), model.dimension(), model.logitScale(), texts);
    }

    private static TextFeatures texts(ClipstreamConfig config, Backbone model) {
        LearnSettings learn = config.learn();
        // Not below an application id, whose folder is Kafka Streams' own and is emptied at each start.
        Path folder = config.stateDirectory().resolve("text-features");
        TextFeatureCache cache = learn.textCacheBytes() == 0
                ? TextFeatureCache.inMemory(model.dimension(), TEXTS_IN_MEMORY)
                : TextFeatureCache.inFolder(
                        folder, model.textEncoderId(), model.dimension(), TEXTS_IN_MEMORY, learn.textCacheBytes());
        List<TextEncoder> encoders = new ArrayList<>();
        for (int i = 0; i < learn.textThreads(); i++) {
            encoders.add(model.newTextEncoder());
        }
        return new TextFeatures(encoders, cache);
    }

    /** Computes the heads of tasks; until this is closed. */
    public HeadSource heads() {
        return heads;
    }

    /** Texts that are still to be encoded. */
    long missing() {
        return texts.missing();
    }

    @Override
    public void close() {
        texts.close();
    }
}
