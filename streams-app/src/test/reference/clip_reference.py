"""Makes what the tests of io.clipstream.clip compare with: two tiny random CLIP checkpoints, awkward images and texts, and
what transformers and Pillow make of them. From the repository root (torch, transformers, pillow):

    python streams-app/src/test/reference/clip_reference.py streams-app/src/test/resources/io/clipstream/clip
"""

import hashlib
import io
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from safetensors.torch import load_file, save_file
from tokenizers import pre_tokenizers
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

import awkward_images

CORPUS = """a photo of a cat a photo of a dog a satellite image of a forest seen from above the river and the road
houses with red roofs industry open water crops in straight lines an aerial photograph of the harbour at night"""

TEXTS = [
    "a photo of a cat",
    "A  Photo of\ta DOG!",
    "",
    "straße, naïve café — 12.5 %",
    "日本語 🛰️ image",
    "don't you'll <|endoftext|> we've",
    "&amp; html",
    "an aerial photograph of the harbour at night, with houses and red roofs and a river and a road " * 3,
]


def merges(count: int) -> list[tuple[str, str]]:
    """The most frequent pairs of the corpus, one after another; ties by spelling, so that every run agrees."""
    words = [list(w[:-1]) + [w[-1] + "</w>"] for w in CORPUS.split()]
    found = []
    while len(found) < count:
        pairs = Counter(p for w in words for p in zip(w, w[1:]))
        best = min(pairs, key=lambda p: (-pairs[p], p))
        found.append(best)
        for w in words:
            for i in range(len(w) - 1, 0, -1):
                if tuple(w[i - 1 : i + 1]) == best:
                    w[i - 1 : i + 1] = ["".join(best)]
    return found


def tokenizer(folder: Path) -> CLIPTokenizer:
    pairs = merges(90)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = alphabet + [c + "</w>" for c in alphabet] + [a + b for a, b in pairs]
    words = list(dict.fromkeys(words)) + ["<|startoftext|>", "<|endoftext|>"]
    made = CLIPTokenizer(vocab={w: i for i, w in enumerate(words)}, merges=pairs)
    made.save_pretrained(folder)
    (folder / "tokenizer_config.json").unlink()
    return made


def checkpoint(folder: Path, seed: int, dtype: torch.dtype, old_eos: bool, activation: str, image: dict, text: dict):
    folder.mkdir(parents=True, exist_ok=True)
    tokens = tokenizer(folder)
    config = CLIPConfig(
        projection_dim=24,
        vision_config=dict(image, hidden_act=activation, projection_dim=24),
        text_config=dict(
            text,
            hidden_act=activation,
            projection_dim=24,
            vocab_size=len(tokens),
            max_position_embeddings=32,
            bos_token_id=tokens.bos_token_id,
            eos_token_id=2 if old_eos else tokens.eos_token_id,
        ),
    )
    torch.manual_seed(seed)
    model = CLIPModel(config).eval()
    with torch.no_grad():
        # The initial weights are so small that a wrong activation would hide in rounding.
        for name, p in model.named_parameters():
            if name == "logit_scale":
                p.copy_(torch.tensor(4.25))
            elif "norm" in name:
                p.add_(torch.randn_like(p) * 0.2)
            elif "embedding" in name:
                p.copy_(torch.randn_like(p) * 0.5)
            else:
                p.copy_(torch.randn_like(p) * p.shape[-1] ** -0.5)
    model.save_pretrained(folder)
    weights = {k: v.to(dtype) for k, v in load_file(folder / "model.safetensors").items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model.load_state_dict({k: v.float() for k, v in weights.items()}, strict=False)
    size = image["image_size"]
    (folder / "preprocessor_config.json").write_text(
        json.dumps(
            {
                "crop_size": {"height": size, "width": size} if old_eos else size,
                "size": {"shortest_edge": size} if old_eos else size,
                "do_center_crop": True,
                "do_normalize": True,
                "do_resize": True,
                "image_processor_type": "CLIPImageProcessor",
                "image_mean": [0.48145466, 0.4578275, 0.40821073],
                "image_std": [0.26862954, 0.26130258, 0.27577711],
                "resample": 3,
            },
            indent=2,
        )
        + "\n"
    )
    written = json.loads((folder / "config.json").read_text())
    written.pop("transformers_version", None)
    (folder / "config.json").write_text(json.dumps(written, indent=2) + "\n")
    return model, tokens


def scene(width: int, height: int, seed: int) -> Image.Image:
    """Gradients, hard edges and noise: every part of a codec and of a resampler has something to do."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        127 + 120 * np.sin(x / (7 + seed % 5) + y / 23),
        255 * ((x // 9 + y // 13) % 2),
        255 * (x + y) / max(1, width + height - 2),
    ]
    rgb = np.stack(planes, -1) + rng.normal(0, 12, (height, width, 3))
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))


def gif_with_offset() -> bytes:
    """A first frame that fills only a part of its screen, which Pillow's writer would not make."""
    out = io.BytesIO()
    scene(20, 10, 7).quantize(16).save(out, "GIF")
    data = bytearray(out.getvalue())
    data[6:10] = bytes([40, 0, 30, 0])
    at = data.index(b"\x2c", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[at + 1 : at + 5] = bytes([5, 0, 12, 0])
    return bytes(data)


def images(folder: Path) -> None:
    """Writes the images; baseline-440.jpg stays as it is, since only Java's writer makes that sampling."""
    folder.mkdir(parents=True, exist_ok=True)

    def save(name: str, image: Image.Image, **options) -> None:
        image.save(folder / name, **options)

    sampling = {"444": "4:4:4", "422": "4:2:2", "420": "4:2:0"}
    for key, value in sampling.items():
        save(f"baseline-{key}.jpg", scene(101, 67, 1), quality=85, subsampling=value)
        save(f"progressive-{key}.jpg", scene(67, 101, 2), quality=75, subsampling=value, progressive=True)
    save("tiny-420.jpg", scene(3, 5, 3), quality=90, subsampling="4:2:0")
    save("grey.jpg", scene(64, 50, 4).convert("L"), quality=80)
    save("rgb-without-transform.jpg", scene(50, 40, 5), quality=90, keep_rgb=True)
    save("restart-markers.jpg", scene(90, 60, 6), quality=85, restart_marker_rows=1)
    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save(f"exif-{orientation}.jpg", scene(41, 29, 8), quality=85, exif=exif)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="8"/></x:xmpmeta>'
    save("xmp-8.jpg", scene(41, 29, 8), quality=85, xmp=xmp)
    exif = Image.Exif()
    exif[0x0112] = 6
    save("exif-6.png", scene(31, 19, 8), exif=exif)
    save("rgb.png", scene(63, 45, 9))
    save("one-pixel.png", scene(1, 1, 10))
    save("thin.png", scene(700, 5, 11))
    save("grey.png", scene(45, 63, 12).convert("L"))
    save("grey-alpha.png", scene(33, 21, 13).convert("LA"))
    save("two-colours.png", scene(37, 23, 14).convert("1"))
    save("palette-16.png", scene(40, 31, 15).quantize(16))
    save("palette-256.png", scene(40, 31, 16).quantize(256))
    palette = scene(40, 31, 17).quantize(64)
    save("palette-transparent.png", palette, transparency=3)
    alpha = scene(51, 34, 18).convert("RGBA")
    alpha.putalpha(Image.fromarray(np.asarray(scene(51, 34, 19).convert("L"))))
    save("alpha.png", alpha)
    save("first-of-two.gif", scene(50, 37, 20).quantize(128), save_all=True, append_images=[scene(50, 37, 21)])
    save("interlaced.gif", scene(33, 47, 22).quantize(64), interlace=1)
    (folder / "offset.gif").write_bytes(gif_with_offset())
    save("rgb.bmp", scene(35, 22, 23))
    save("palette.bmp", scene(35, 22, 24).quantize(256))
    save("grey.bmp", scene(29, 22, 25).convert("L"))
    save("alpha.bmp", alpha.resize((20, 15)))


def pixels(path: Path, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The upright image, and its square of unsigned bytes."""
    upright = ImageOps.exif_transpose(Image.open(path))
    if upright.mode == "I;16":
        # Pillow would clip 16-bit grey, though it shifts every other 16-bit kind.
        upright = Image.fromarray((np.asarray(upright) >> 8).astype(np.uint8))
    upright = upright.convert("RGB")
    processor = CLIPImageProcessorPil(
        size={"shortest_edge": size}, crop_size=size, do_rescale=False, do_normalize=False
    )
    chw = processor(upright, return_tensors="np")["pixel_values"][0]
    return np.asarray(upright), np.ascontiguousarray(chw.transpose(1, 2, 0)).astype(np.uint8)


def sha(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def features(model: CLIPModel, tokens: CLIPTokenizer, folder: Path, size: int) -> dict:
    mean, std = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
    names = ["baseline-420.jpg", "exif-6.jpg", "palette-16.png", "thin.png", "rgb.bmp"]
    processor = CLIPImageProcessorPil(size={"shortest_edge": size}, crop_size=size, image_mean=mean, image_std=std)
    batch = [ImageOps.exif_transpose(Image.open(folder / n)).convert("RGB") for n in names]
    ids = tokens(TEXTS, truncation=True, max_length=32, padding=True, return_tensors="pt")
    with torch.no_grad():
        image = model.get_image_features(processor(batch, return_tensors="pt")["pixel_values"])
        text = model.get_text_features(**ids)
    unit = lambda x: torch.nn.functional.normalize(getattr(x, "pooler_output", x), dim=-1).tolist()
    return {
        "size": size,
        "logitScale": model.logit_scale.exp().item(),
        "images": dict(zip(names, unit(image))),
        "texts": [
            {"text": t, "ids": tokens(t, truncation=True, max_length=32)["input_ids"], "features": f}
            for t, f in zip(TEXTS, unit(text))
        ],
    }


def main(target: Path) -> None:
    images(target / "images")
    awkward_images.write(target / "images", scene)
    old = checkpoint(
        target / "tiny", 1, torch.float32, True, "quick_gelu",
        dict(image_size=32, patch_size=8, hidden_size=48, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4),
        dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2),
    )  # fmt: skip
    new = checkpoint(
        target / "tiny-gelu-bf16", 2, torch.bfloat16, False, "gelu",
        dict(image_size=30, patch_size=10, hidden_size=36, intermediate_size=100, num_hidden_layers=2, num_attention_heads=3),
        dict(hidden_size=40, intermediate_size=72, num_hidden_layers=2, num_attention_heads=5, layer_norm_eps=1e-6),
    )  # fmt: skip
    expected: dict = {"images": {}, "checkpoints": {}}
    for path in sorted((target / "images").iterdir()):
        upright, small = pixels(path, 32)
        expected["images"][path.name] = {
            "width": upright.shape[1],
            "height": upright.shape[0],
            "decoded": sha(upright),
            "square32": sha(small),
            "square224": sha(pixels(path, 224)[1]),
        }
    for name, (model, tokens), size in (("tiny", old, 32), ("tiny-gelu-bf16", new, 30)):
        expected["checkpoints"][name] = features(model, tokens, target / "images", size)
    (target / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
