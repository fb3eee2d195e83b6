package io.clipstream.clip;

import java.util.Map;

/** Names the model families that are told from CLIP by their config.json, and why they are not read. */
final class OtherFamilies {
    private static final String INSTEAD =
            "; use a CLIP checkpoint such as openai/clip-vit-base-patch32 or laion/CLIP-ViT-B-32-laion2B-s34B-b79K";
    private static final String OTHER = "other model families are not read";
    private static final String ONE_TOWER =
            "one tower alone classifies nothing: use the checkpoint with both, CLIPModel";

    private static final Map<String, String> BY_TYPE = Map.ofEntries(
            Map.entry("siglip", "SigLIP pools images by attention and adds a bias to its similarities"),
            Map.entry("siglip2", "SigLIP 2 pools images by attention and adds a bias to its similarities"),
            Map.entry("align", "ALIGN has an EfficientNet and a BERT for towers"),
            Map.entry("altclip", "AltCLIP has an XLM-RoBERTa for its text tower"),
            Map.entry("blip", "BLIP matches images and texts by cross-attention"),
            Map.entry("blip-2", "BLIP-2 matches images and texts by a query transformer"),
            Map.entry("chinese_clip", "Chinese-CLIP has a BERT for its text tower"),
            Map.entry("clap", "CLAP compares sounds with texts"),
            Map.entry("clipseg", "CLIPSeg is a segmentation model on top of CLIP"),
            Map.entry("eva_clip", "EVA-CLIP has rotary positions and sub-layer norms"),
            Map.entry("flava", "FLAVA has a third, multimodal tower"),
            Map.entry("groupvit", "GroupViT groups image segments in its image tower"),
            Map.entry("jina_clip", "Jina CLIP has an EVA image tower and a BERT or XLM-RoBERTa text tower"),
            Map.entry("metaclip_2", "MetaCLIP 2 has a multilingual vocabulary and its own end-of-text rule"),
            Map.entry("mobileclip", "MobileCLIP has a convolutional image tower"),
            Map.entry("nomic_bert", "Nomic Embed has rotary positions in its towers"),
            Map.entry("owlvit", "OWL-ViT is a detector on top of CLIP"),
            Map.entry("owlv2", "OWLv2 is a detector on top of CLIP"),
            Map.entry("vision-text-dual-encoder", "a dual encoder pairs any two towers, here not CLIP's own"),
            Map.entry("xclip", "X-CLIP is a video model"),
            Map.entry("clip_vision_model", ONE_TOWER),
            Map.entry("clip_text_model", ONE_TOWER));

    private OtherFamilies() {}

    /** Throws if {@code config}, a checkpoint's config.json, is that of another family. */
    static void refuse(JsonFields config) throws CheckpointException {
        String type = config.text("model_type", "clip");
        if (!type.equals("clip")) {
            String why = BY_TYPE.getOrDefault(type, OTHER);
            throw config.wrong("model_type", "clip: " + why + (why.equals(ONE_TOWER) ? "" : INSTEAD));
        }
        if (config.has("auto_map") && !config.lists("architectures", "CLIPModel")) {
            // EVA-CLIP calls itself "clip" and brings its own code.
            throw config.wrong("architectures", "CLIPModel: code that comes with a checkpoint is not run" + INSTEAD);
        }
        if (config.has("architecture") && !config.has("vision_config")) {
            throw config.wrong("architecture", "a CLIP of two towers: this is a timm image model" + INSTEAD);
        }
    }
}
