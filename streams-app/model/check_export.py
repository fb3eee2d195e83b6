"""Checks that the exported directory gives the same ids and features through transformers as through the code it was trained with."""

import argparse
from pathlib import Path

import numpy as np
import torch
from transformers import CLIPModel, CLIPTokenizerFast

import demo_clip
import vocabulary
from reference import Reference, task

TEXTS = ["A  Satellite photo of crops, in winter", "café №7 — naïve", "it's a river's bend", "x " * 60]


@torch.no_grad()
def main(folder):
    reference = Reference(folder)
    model = CLIPModel.from_pretrained(folder, dtype=torch.float32).eval()
    fast = CLIPTokenizerFast.from_pretrained(folder)
    _, prompts, templates = task()
    texts = TEXTS + [t.replace("{}", p) for names in prompts for p in names for t in templates]
    ours = vocabulary.encode(reference.tokenizer, texts, demo_clip.CONTEXT)
    theirs = fast(texts, padding=True, truncation=True, max_length=demo_clip.CONTEXT)["input_ids"]
    print("ids equal:", ours == [list(row) for row in theirs])
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (16, 64, 64, 3), dtype=np.uint8)
    x = reference.processor(images=list(images), return_tensors="pt")["pixel_values"]
    print("pixels:", (x - demo_clip.pixels(images)).abs().max().item())
    image = torch.nn.functional.normalize(features(model.get_image_features(pixel_values=x)), dim=-1)
    print("image features:", (image - demo_clip.image_features(model, x)).abs().max().item())
    ids = torch.tensor(ours)
    text = torch.nn.functional.normalize(features(model.get_text_features(input_ids=ids)), dim=-1)
    print("text features:", (text - demo_clip.text_features(model, ids)).abs().max().item())
    size = sum(f.stat().st_size for f in Path(folder).iterdir())
    print(f"files {size / 1e6:.2f} MB, parameters {sum(p.numel() for p in model.parameters())}")


def features(output):
    # Some versions of transformers return the features, others an output object around them.
    return output if isinstance(output, torch.Tensor) else output.pooler_output


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "demo-clip")
    main(parser.parse_args().model)
