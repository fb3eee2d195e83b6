package io.clipstream.clip.hub;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** Says why a revision without safetensors is not used, and what helps. */
final class Refusals {
    private Refusals() {}

    static HubException noSafetensors(URI hub, HubName name, Revision revision) {
        Set<String> files = revision.files().keySet();
        List<String> pickles = CheckpointFiles.pickles(files);
        String what = name + " (commit " + revision.commit() + ") has no " + CheckpointFiles.WEIGHTS;
        List<String> others = files.stream()
                .filter(file -> file.endsWith(".safetensors"))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            return new HubException(what + ", but " + String.join(", ", others.subList(0, Math.min(3, others.size())))
                    + ", which is another layout; wanted is a checkpoint as transformers' CLIPModel saves it");
        }
        if (pickles.isEmpty()) {
            return new HubException(what + " and no other weights: it is no CLIP checkpoint in transformers' layout");
        }
        String elsewhere = name.revision().equals(HubName.MAIN)
                ? "the hub has no conversion of it; ask for one at " + hub + "/spaces/safetensors/convert, which opens"
                        + " refs/pr/N, and name that: " + name.at("refs/pr/N")
                : "try " + name.id() + " without '@" + name.revision() + "'";
        return new HubException(what + ", only " + pickles.get(0) + ": a pickle, which can run any code on the machine"
                + " that opens it, so it is not read. What helps: " + elsewhere
                + "; or convert it where you trust it, with"
                + " Python's CLIPModel.from_pretrained(...).save_pretrained(FOLDER), and name the folder");
    }
}
