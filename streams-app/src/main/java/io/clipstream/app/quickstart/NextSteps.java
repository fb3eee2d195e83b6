package io.clipstream.app.quickstart;

import io.clipstream.app.client.Deployment;
import java.util.ArrayList;
import java.util.List;

/** Says where to go from the quickstart. */
final class NextSteps {
    private NextSteps() {}

    static List<String> of(Deployment deployment, QuickstartState state, ImageSource source) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Where to go next:");
        if (state.kept()) {
            lines.add("  clipstream quickstart --state " + state.folder() + "   goes on with what it has learnt");
        } else {
            lines.add("  clipstream quickstart --state DIR    keeps what it learns between runs");
        }
        if (source.size().isEmpty()) {
            lines.add("  clipstream quickstart --images DIR   your own images, a class-named subfolder a class");
        }
        lines.add(
                "  clipstream quickstart --model openai/clip-vit-base-patch32   a real CLIP checkpoint: a hub name, or a folder");
        lines.add("  clipstream run --bootstrap-servers HOST:PORT --registry URL   on your own Kafka");
        return lines;
    }
}
