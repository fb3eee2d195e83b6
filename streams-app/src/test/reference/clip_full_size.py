"""Makes a checkpoint of a true CLIP architecture with random weights, and what transformers and open_clip make of it.

    python clip_full_size.py FOLDER ARCHITECTURE [--seed 1] [--dtype fp32|fp16|bf16] [--shards N] [--layers N] [--images N]
    python clip_full_size.py FOLDER odd --seed 17     # widths, heads, end token, spelling, type and shards drawn by the seed
    python clip_full_size.py FOLDER laion-b32 --saved 40MB   # drawn and saved by transformers itself, in shards of that size
    python clip_full_size.py FOLDER small-old         # the committed ones: small-old, small-new

FOLDER/ARCHITECTURE-SEED then holds the checkpoint and expected.json: token ids, digests of preprocessed pixels, features of
both towers and zero-shot probabilities. ClipReferenceTest reads every such folder below -Dclipstream.reference.dir=FOLDER.
Needs torch, transformers, open_clip_torch and pillow. Full-size checkpoints take 0.3 to 4 GB; the largest of the family,
laion-g14 and laion-bigg14, are best cut with --layers.
"""

import argparse
import gc
import hashlib
import json
import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import CLIPConfig, CLIPModel, CLIPProcessor, CLIPTokenizer
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

import clip_reference
import clip_reference_texts

TYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]


def tower(width: int, layers: int, heads: int, mlp: int, activation: str, eps: float = 1e-5) -> dict:
    return dict(
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=mlp,
        hidden_act=activation,
        layer_norm_eps=eps,
    )


def family(side: int, patch: int, image: tuple, text: tuple, projection: int, activation: str) -> dict:
    return dict(
        size=side,
        patch=patch,
        image=tower(*image, activation),
        text=tower(*text, activation),
        projection=projection,
        context=77,
        spelling="laion" if activation == "gelu" else "openai",
    )


B, L = (768, 12, 12, 3072), (1024, 24, 16, 4096)
B_TEXT, L_TEXT, H_TEXT = (512, 12, 8, 2048), (768, 12, 12, 3072), (1024, 24, 16, 4096)
ARCHITECTURES = {
    "openai-b32": family(224, 32, B, B_TEXT, 512, "quick_gelu"),
    "openai-b16": family(224, 16, B, B_TEXT, 512, "quick_gelu"),
    "openai-l14": family(224, 14, L, L_TEXT, 768, "quick_gelu"),
    "openai-l14-336": family(336, 14, L, L_TEXT, 768, "quick_gelu"),
    "laion-b32": family(224, 32, B, B_TEXT, 512, "gelu"),
    "laion-b16": family(224, 16, B, B_TEXT, 512, "gelu"),
    "laion-l14": family(224, 14, L, L_TEXT, 768, "gelu"),
    "laion-h14": family(224, 14, (1280, 32, 16, 5120), H_TEXT, 1024, "gelu"),
    "laion-g14": family(224, 14, (1408, 40, 16, 6144), H_TEXT, 1024, "gelu"),
    "laion-bigg14": family(224, 14, (1664, 48, 16, 8192), (1280, 32, 20, 5120), 1280, "gelu"),
    "dfn-h14-378": family(378, 14, (1280, 32, 16, 5120), H_TEXT, 1024, "quick_gelu"),
    "small-old": dict(
        size=28, patch=7, image=tower(52, 2, 4, 100, "quick_gelu", 1e-3), text=tower(36, 3, 3, 88, "gelu"),
        projection=20, context=24, spelling="openai", dtype="fp16", shards=3, small=True,
    ),
    "small-new": dict(
        size=30, patch=6, image=tower(48, 2, 6, 64, "gelu"), text=tower(40, 2, 2, 80, "quick_gelu", 1e-4),
        projection=44, context=77, spelling="laion", dtype="bf16", small=True,
    ),
}  # fmt: skip


def odd(seed: int) -> dict:
    """An architecture that nobody published but that config.json can say."""
    rng = random.Random(seed)

    def any_tower() -> dict:
        heads, per_head = rng.choice([1, 2, 3, 5, 8, 12]), rng.choice([8, 20, 32, 64, 80, 88, 104])
        activation, eps = rng.choice(["gelu", "quick_gelu"]), rng.choice([1e-5, 1e-6, 1e-3])
        return tower(heads * per_head, rng.randint(1, 6), heads, rng.randint(50, 900), activation, eps)

    patch = rng.choice([4, 7, 8, 14, 15, 16, 32])
    return dict(
        size=patch * rng.randint(2, 14), patch=patch, image=any_tower(), text=any_tower(), projection=rng.randint(3, 700),
        context=rng.choice([8, 16, 32, 64, 77, 120, 248]), spelling=rng.choice(["openai", "laion", "new"]),
        dtype=rng.choice(list(TYPES)), shards=rng.choice([1, 1, 2, 5]), small=rng.random() < 0.3,
    )  # fmt: skip


def configuration(a: dict, tokens: Tokenizer) -> dict:
    """config.json as 2021 (openai), 2022 (laion) and today's files spell it."""
    start, end = (tokens.token_to_id(t) for t in (clip_reference_texts.START, clip_reference_texts.END))
    image = dict(a["image"], image_size=a["size"], patch_size=a["patch"], projection_dim=a["projection"])
    text = dict(a["text"], vocab_size=tokens.get_vocab_size(), max_position_embeddings=a["context"])
    text["projection_dim"] = a["projection"]
    made = {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": a["projection"]}
    made["logit_scale_init_value"] = 2.6592
    old = dict(bos_token_id=0, pad_token_id=1, eos_token_id=2)
    if a["spelling"] == "openai":
        image.update(model_type="clip_vision_model", num_channels=3, dropout=0.0, _name_or_path="", id2label={"0": "LABEL_0"})
        text.update(old, model_type="clip_text_model", dropout=0.0, max_length=20, top_p=1.0)
        made.update(text_config=text, text_config_dict=None, vision_config=image, vision_config_dict=None)
        made.update(torch_dtype="float32", transformers_version=None)
    elif a["spelling"] == "laion":
        # The shorter name holds what the defaults of its day filled in; the longer one what was meant.
        stale = dict(text, **old, hidden_act="quick_gelu")
        meant = dict(text, bos_token_id=start, eos_token_id=end, pad_token_id=end)
        made.update(text_config=stale, text_config_dict=meant, vision_config=dict(image), vision_config_dict=image)
    else:
        made.update(text_config=dict(text, bos_token_id=start, eos_token_id=end, pad_token_id=end), vision_config=image)
    return made


def preprocessing(a: dict) -> dict:
    side = a["size"]
    made = dict(do_center_crop=True, do_normalize=True, do_resize=True, image_mean=MEAN, image_std=STD, resample=3)
    if a["spelling"] == "new":
        made.update(image_processor_type="CLIPImageProcessorFast", do_rescale=True, rescale_factor=1 / 255)
        made.update(crop_size=dict(height=side, width=side), size=dict(shortest_edge=side), do_convert_rgb=True)
    else:
        made.update(feature_extractor_type="CLIPFeatureExtractor", crop_size=side, size=side)
    return made


@torch.no_grad()
def initialise(model: CLIPModel, seed: int, dtype: torch.dtype) -> None:
    """Weights with which features differ between images, and a wrong activation, epsilon, head or end token shows.

    Embeddings are small, as trained ones are, or no epsilon would matter. In the text tower the layers add little to what
    the last word brings; in the image tower, where the class token brings nothing, they add much: else
    all features would be alike.
    """
    torch.manual_seed(seed)
    for name, p in model.named_parameters():
        image = name.startswith("vision")
        if name == "logit_scale":
            p.fill_(4.0 if seed % 2 else 4.6052)
        elif "norm" in name or "layrnorm" in name:
            p.add_(torch.randn_like(p) * 0.2)
        elif "patch_embedding" in name:
            p.normal_(std=0.02 * (3 * p.shape[-1] ** 2) ** -0.5)
        elif "embedding" in name:
            p.normal_(std=0.02)
        elif name.endswith(".bias"):
            p.normal_(std=0.05)
        elif "q_proj" in name or "k_proj" in name:
            p.normal_(std=(1.8 if image else 1.4) * p.shape[-1] ** -0.5)
        elif "out_proj" in name or "fc2" in name:
            p.normal_(std=(1.0 if image else 0.3) * p.shape[-1] ** -0.5)
        else:
            p.normal_(std=p.shape[-1] ** -0.5)
        if name.endswith(("out_proj.bias", "fc2.bias")):
            p.mul_(0.1)
        p.copy_(p.to(dtype).float())


def save(model: CLIPModel, folder: Path, dtype: torch.dtype, shards: int, old: bool) -> None:
    weights = {k: v.to(dtype).contiguous() for k, v in model.state_dict().items() if "position_ids" not in k}
    if old:
        # Files of before 2023 hold these buffers as well.
        for kind, count in (("vision", model.vision_model.embeddings.num_positions), ("text", 77)):
            weights[f"{kind}_model.embeddings.position_ids"] = torch.arange(count).unsqueeze(0)
    names = sorted(weights)
    if shards == 1:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        return
    index = {}
    for i in range(shards):
        file = f"model-{i + 1:05d}-of-{shards:05d}.safetensors"
        part = names[i::shards]
        save_file({n: weights[n] for n in part}, folder / file, metadata={"format": "pt"})
        index.update({n: file for n in part})
    total = sum(w.numel() * w.element_size() for w in weights.values())
    text = json.dumps({"metadata": {"total_size": total}, "weight_map": index}, indent=1)
    (folder / "model.safetensors.index.json").write_text(text + "\n")


def saved(folder: Path, seed: int, dtype: torch.dtype, shard_size: str) -> CLIPModel:
    """A checkpoint as a program of today writes it: drawn, saved and read again by transformers."""
    torch.manual_seed(seed)
    model = CLIPModel(CLIPConfig.from_pretrained(folder)).to(dtype)
    images = CLIPImageProcessorPil.from_pretrained(folder)
    tokens = CLIPTokenizer.from_pretrained(folder)
    for file in folder.glob("*.json"):
        file.unlink()
    model.save_pretrained(folder, max_shard_size=shard_size)
    CLIPProcessor(images, tokens).save_pretrained(folder)
    return CLIPModel.from_pretrained(folder, dtype=torch.float32).eval()


def to_open_clip(model: CLIPModel) -> dict:
    """The same weights under open_clip's names."""
    given, made = model.state_dict(), {}
    rename = {
        "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
        "visual.class_embedding": "vision_model.embeddings.class_embedding",
        "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
        "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
        "positional_embedding": "text_model.embeddings.position_embedding.weight",
        "logit_scale": "logit_scale",
    }
    made = {new: given[old] for new, old in rename.items()}
    made["visual.proj"] = given["visual_projection.weight"].T
    made["text_projection"] = given["text_projection.weight"].T
    norms = {"visual.ln_pre": "vision_model.pre_layrnorm", "visual.ln_post": "vision_model.post_layernorm"}
    norms["ln_final"] = "text_model.final_layer_norm"
    blocks = (("visual.transformer", "vision_model", model.config.vision_config), ("transformer", "text_model", model.config.text_config))
    for new, old, config in blocks:
        for i in range(config.num_hidden_layers):
            to, source = f"{new}.resblocks.{i}.", f"{old}.encoder.layers.{i}."
            norms |= {to + "ln_1": source + "layer_norm1", to + "ln_2": source + "layer_norm2"}
            norms |= {to + "mlp.c_fc": source + "mlp.fc1", to + "mlp.c_proj": source + "mlp.fc2"}
            norms[to + "attn.out_proj"] = source + "self_attn.out_proj"
            for end in ("weight", "bias"):
                parts = [given[f"{source}self_attn.{p}_proj.{end}"] for p in "qkv"]
                made[f"{to}attn.in_proj_{end}"] = torch.cat(parts)
    for new, old in norms.items():
        made |= {f"{new}.{end}": given[f"{old}.{end}"] for end in ("weight", "bias")}
    return made


@torch.no_grad()
def open_clip_features(a: dict, weights: dict, pixels: torch.Tensor, ids: torch.Tensor) -> tuple:
    import open_clip

    image, text = a["image"], a["text"]
    head = image["hidden_size"] // image["num_attention_heads"]
    model = open_clip.model.CLIP(
        a["projection"],
        open_clip.CLIPVisionCfg(
            layers=image["num_hidden_layers"], width=image["hidden_size"], head_width=head, image_size=a["size"],
            mlp_ratio=image["intermediate_size"] / image["hidden_size"], patch_size=a["patch"],
        ),
        open_clip.CLIPTextCfg(
            context_length=a["context"], vocab_size=weights["token_embedding.weight"].shape[0], width=text["hidden_size"],
            heads=text["num_attention_heads"], layers=text["num_hidden_layers"],
            mlp_ratio=text["intermediate_size"] / text["hidden_size"],
        ),
        quick_gelu=image["hidden_act"] == "quick_gelu",
    ).eval()  # fmt: skip
    model.load_state_dict(weights)
    return model.encode_image(pixels, normalize=True), model.encode_text(ids, normalize=True)


def photographs(folder: Path, count: int) -> list[Path]:
    """Images of many shapes, half of them JPEG; drawn by number, so that they are the same for every checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        rng = random.Random(i)
        image = clip_reference.scene(rng.randint(120, 700), rng.randint(120, 700), 100 + i)
        tint = np.array([rng.uniform(0.2, 1) for _ in range(3)])
        image = Image.fromarray((np.asarray(image) * tint).astype(np.uint8))
        if i % 2:
            image.save(folder / f"{i:03d}.jpg", quality=70 + i % 30, subsampling=i % 3)
        else:
            image.save(folder / f"{i:03d}.png")
    return sorted(folder.iterdir())[:count]


SMALL_IMAGES = ["baseline-420.jpg", "exif-6.jpg", "first-of-two.gif", "grey.jpg", "palette-16.png", "rgb.bmp", "thin.png"]


def unit(x) -> torch.Tensor:
    return torch.nn.functional.normalize(getattr(x, "pooler_output", x), dim=-1)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("architecture", choices=[*ARCHITECTURES, "odd"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dtype", choices=TYPES)
    parser.add_argument("--shards", type=int)
    parser.add_argument("--layers", type=int)
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--texts", type=int, default=96)
    parser.add_argument("--saved", metavar="SHARD_SIZE", help="leave weights and files to transformers' own defaults")
    options = parser.parse_args()

    a = dict(odd(options.seed) if options.architecture == "odd" else ARCHITECTURES[options.architecture])
    small = a.get("small", False)
    committed = options.architecture.startswith("small")
    folder = options.folder / (options.architecture if committed else f"{options.architecture}-{options.seed}")
    folder.mkdir(parents=True, exist_ok=True)
    if options.layers:
        for side in ("image", "text"):
            a[side] = dict(a[side], num_hidden_layers=options.layers)
    dtype = TYPES[options.dtype or a.get("dtype", "fp32")]
    if small:
        clip_reference.tokenizer(folder)
    else:
        clip_reference_texts.main("tokenizer", str(folder))
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    config = configuration(a, tokens)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessing(a), indent=1) + "\n")
    if options.saved:
        model = saved(folder, options.seed, dtype, options.saved)
        tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    else:
        # The reference reads the file as well, so that its reading of old spellings counts.
        model = CLIPModel(CLIPConfig.from_pretrained(folder)).eval()
        initialise(model, options.seed, dtype)
        save(model, folder, dtype, options.shards or a.get("shards", 1), a["spelling"] == "openai")

    if committed:
        paths = [options.folder / "images" / name for name in SMALL_IMAGES]
    else:
        paths = photographs(options.folder / "images", options.images)
    processor = CLIPImageProcessorPil.from_pretrained(folder)
    plain = CLIPImageProcessorPil.from_pretrained(folder, do_rescale=False, do_normalize=False)
    upright = [ImageOps.exif_transpose(Image.open(p)).convert("RGB") for p in paths]
    squares = plain(upright, return_tensors="np")["pixel_values"].transpose(0, 2, 3, 1).astype(np.uint8)
    pixels = processor(upright, return_tensors="pt")["pixel_values"]

    # Awkward texts, and prompts of one shape: those are what zero-shot classification compares.
    given = [t for t in clip_reference_texts.texts() if len(t) < 400]
    random.Random(options.seed).shuffle(given)
    prompts = [f"a photo of a {w}." for w in ("cat", "dog", "river", "red roof", "harbour at night", "737-800", "猫")]
    given = prompts + given[: options.texts - len(prompts)]
    rows = clip_reference_texts.ids(tokens, given, a["context"])
    pad = tokens.token_to_id(clip_reference_texts.END)
    ids = torch.tensor([r + [pad] * (a["context"] - len(r)) for r in rows])
    image = torch.cat([unit(model.get_image_features(b)) for b in pixels.split(8)])
    text = torch.cat([unit(model.get_text_features(b)) for b in ids.split(32)])
    scale = model.logit_scale.exp().item()
    expected = {
        "architecture": options.architecture,
        "logitScale": scale,
        "classes": len(prompts),
        "images": [
            {
                "file": "../images/" + p.name,
                "pixels": hashlib.sha256(s.tobytes()).hexdigest(),
                "features": f.tolist(),
                "probabilities": (scale * f @ text[: len(prompts)].T).softmax(-1).tolist(),
            }
            for p, s, f in zip(paths, squares, image)
        ],
        "texts": [{"text": t, "ids": r, "features": f.tolist()} for t, r, f in zip(given, rows, text)],
    }
    spread = lambda x: (x @ x.T)[~torch.eye(len(x), dtype=bool)]
    print(f"{folder.name}: {sum(p.numel() for p in model.parameters()) / 1e6:.0f} M parameters as {dtype}")
    for name, x in (("images", image), ("texts", text)):
        print(f"  cosines between {name}: mean {spread(x).mean():.3f}, from {spread(x).min():.3f} to {spread(x).max():.3f}")
    if a["image"]["hidden_act"] == a["text"]["hidden_act"] and {a[s]["layer_norm_eps"] for s in ("image", "text")} == {1e-5}:
        weights = to_open_clip(model)
        del model
        gc.collect()
        # open_clip pads with 0 and takes the largest id as the end.
        zeros = torch.tensor([r + [0] * (a["context"] - len(r)) for r in rows])
        oc_image, oc_text = open_clip_features(a, weights, pixels, zeros)
        off = [(x - y).abs().max().item() for x, y in ((oc_image, image), (oc_text, text))]
        print(f"  open_clip with the same weights: images differ by at most {off[0]:.1e}, texts by {off[1]:.1e}")
        expected["openClip"] = {"images": oc_image.tolist(), "texts": oc_text.tolist()}
    (folder / "expected.json").write_text(compact(expected) + "\n")


def compact(expected: dict) -> str:
    """JSON with floats as short as single precision needs."""
    short = lambda x: float(f"{x:.8g}") if isinstance(x, float) else x

    def walk(x):
        if isinstance(x, dict):
            return {k: walk(v) for k, v in x.items()}
        return [walk(v) for v in x] if isinstance(x, list) else short(x)

    return json.dumps(walk(expected), separators=(",", ":"), ensure_ascii=True)


if __name__ == "__main__":
    main()
