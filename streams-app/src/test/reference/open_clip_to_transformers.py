"""Converts an open_clip checkpoint, whose towers are CLIP's own transformers, to the layout of transformers.

    python open_clip_to_transformers.py FROM TO

FROM holds open_clip_config.json with open_clip_model.safetensors or open_clip_pytorch_model.bin; TO gets config.json,
model.safetensors, preprocessor_config.json and tokenizer.json. Needs torch, safetensors, and open_clip_torch for the
vocabulary. A pickle is read with weights_only, so that it cannot run code. clip_full_size.py proves the mapping of names,
which it goes through the other way.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

import clip_reference_texts

PLAIN = {
    "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
    "visual.class_embedding": "vision_model.embeddings.class_embedding",
    "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
    "visual.ln_pre": "vision_model.pre_layrnorm",
    "visual.ln_post": "vision_model.post_layernorm",
    "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
    "positional_embedding": "text_model.embeddings.position_embedding.weight",
    "ln_final": "text_model.final_layer_norm",
    "logit_scale": "logit_scale",
}
BLOCK = {
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
    "attn.out_proj": "self_attn.out_proj",
}
TRANSPOSED = {"visual.proj": "visual_projection.weight", "text_projection": "text_projection.weight"}
TOWERS = {"visual.transformer.resblocks.": "vision_model", "transformer.resblocks.": "text_model"}


def tensors(name: str, value: torch.Tensor) -> dict[str, torch.Tensor]:
    """The tensors that take the place of one, by their names in transformers."""
    if name in TRANSPOSED:
        return {TRANSPOSED[name]: value.T}
    for prefix, tower in TOWERS.items():
        if name.startswith(prefix):
            layer, part = name.removeprefix(prefix).split(".", 1)
            to = f"{tower}.encoder.layers.{layer}."
            if part.startswith("attn.in_proj_"):
                end = part.removeprefix("attn.in_proj_")
                return {f"{to}self_attn.{p}_proj.{end}": v for p, v in zip("qkv", value.chunk(3))}
            part, end = part.rsplit(".", 1)
            return {f"{to}{BLOCK[part]}.{end}": value}
    if name in PLAIN:
        return {PLAIN[name]: value}
    norm, _, end = name.rpartition(".")
    if norm in PLAIN:
        return {f"{PLAIN[norm]}.{end}": value}
    if name == "attn_mask":
        return {}
    raise SystemExit(f"{name}: not of a CLIP whose towers are its own transformers")


def configuration(model: dict) -> dict:
    image, text, projection = model["vision_cfg"], model["text_cfg"], model["embed_dim"]
    activation = "quick_gelu" if model.get("quick_gelu") else "gelu"
    width = image["width"]
    return {
        "architectures": ["CLIPModel"],
        "model_type": "clip",
        "projection_dim": projection,
        "vision_config": {
            "hidden_size": width,
            "intermediate_size": int(width * image.get("mlp_ratio", 4.0)),
            "num_hidden_layers": image["layers"],
            "num_attention_heads": width // image.get("head_width", 64),
            "image_size": image.get("image_size", 224),
            "patch_size": image["patch_size"],
            "hidden_act": activation,
            "projection_dim": projection,
        },
        "text_config": {
            "hidden_size": text["width"],
            "intermediate_size": int(text["width"] * text.get("mlp_ratio", 4.0)),
            "num_hidden_layers": text["layers"],
            "num_attention_heads": text["heads"],
            "max_position_embeddings": text.get("context_length", 77),
            "vocab_size": text.get("vocab_size", 49408),
            "hidden_act": activation,
            "projection_dim": projection,
            "bos_token_id": 49406,
            "eos_token_id": 49407,
            "pad_token_id": 49407,
        },
    }


def preprocessing(given: dict, side: int) -> dict:
    if given.get("resize_mode", "shortest") != "shortest" or given.get("interpolation", "bicubic") != "bicubic":
        raise SystemExit(f"preprocess_cfg is {given}: Clipstream resizes the short side with a bicubic filter")
    made = {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": side}, "resample": 3}
    made["crop_size"] = {"height": side, "width": side}
    made |= {f"do_{what}": True for what in ("resize", "center_crop", "rescale", "normalize")}
    return made | {f"image_{k}": given[k] for k in ("mean", "std") if k in given}


def main(source: Path, target: Path) -> None:
    given = json.loads((source / "open_clip_config.json").read_text())
    safe = source / "open_clip_model.safetensors"
    if safe.exists():
        weights = load_file(safe)
    else:
        weights = torch.load(source / "open_clip_pytorch_model.bin", map_location="cpu", weights_only=True)
    made = {}
    for name, value in weights.items():
        made |= {k: v.contiguous() for k, v in tensors(name, value).items()}
    target.mkdir(parents=True, exist_ok=True)
    config = configuration(given["model_cfg"])
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    pixels = preprocessing(given.get("preprocess_cfg", {}), config["vision_config"]["image_size"])
    (target / "preprocessor_config.json").write_text(json.dumps(pixels, indent=2) + "\n")
    save_file(made, target / "model.safetensors", metadata={"format": "pt"})
    clip_reference_texts.main("tokenizer", str(target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
