package io.clipstream.app.cli;

import io.clipstream.adapter.ClassHead;
import io.clipstream.app.client.TaskPreviews;
import io.clipstream.app.config.ClipstreamConfig;
import io.clipstream.app.run.ModelFolder;
import io.clipstream.app.run.ModelLoader;
import io.clipstream.app.run.TextTower;
import io.clipstream.clip.ClipModel;
import io.clipstream.clip.LoadOptions;
import io.clipstream.schemas.TaskSpec;

/** Heads from the configured checkpoint, which is loaded for each. */
record ModelHeads(ClipstreamConfig config) implements TaskPreviews.Heads {
    @Override
    public ClassHead head(TaskSpec spec, String modelId) {
        try (ClipModel model = ModelLoader.load(ModelFolder.resolve(config), config, LoadOptions.bothTowers());
                TextTower tower = new TextTower(config, model)) {
            return TaskPreviews.head(tower.heads(), spec, modelId);
        }
    }
}
