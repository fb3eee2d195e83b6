"""Trains the demo backbone contrastively on drawn scenes and exports it as a Hugging Face CLIP directory."""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import CLIPModel

import demo_clip
import vocabulary
from drawn.captions import NAMES, caption
from drawn.dataset import read

PROMPTS = ["a satellite photo of {}", "an aerial view of {}", "{} seen from above"]


@torch.no_grad()
def zero_shot(model, tokenizer, images, scenes):
    """Returns the share of scenes whose land use, among all of them, the first two names of each find."""
    model.eval()
    heads = []
    for names in NAMES.values():
        ids = vocabulary.encode(tokenizer, [p.format(n) for n in names[:2] for p in PROMPTS], demo_clip.CONTEXT)
        heads.append(demo_clip.text_features(model, torch.tensor(ids)).mean(0))
    heads = torch.nn.functional.normalize(torch.stack(heads), dim=-1)
    uses = list(NAMES)
    wanted = torch.tensor([uses.index(s["land_use"]) for s in scenes])
    found = torch.cat(
        [(demo_clip.image_features(model, demo_clip.pixels(images[i : i + 500])) @ heads.T).argmax(1) for i in range(0, len(images), 500)]
    )
    model.train()
    return (found == wanted).float().mean().item()


def vary(images, rng):
    """Turns, flips and zooms into eighths of a batch: no caption speaks of a direction or a scale."""
    parts = []
    for part in np.array_split(images, 8):
        part = np.rot90(part, int(rng.integers(4)), axes=(1, 2))
        part = part[:, ::-1] if rng.random() < 0.5 else part
        x = demo_clip.pixels(np.ascontiguousarray(part))
        side = int(rng.integers(38, 65)) if rng.random() < 0.6 else 64
        if side < 64:
            top, left = rng.integers(0, 65 - side, 2)
            x = x[:, :, top : top + side, left : left + side]
            x = torch.nn.functional.interpolate(x, size=(64, 64), mode="bilinear", align_corners=False)
        parts.append(x)
    return torch.cat(parts)


def train(options):
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    images, scenes = read(options.scenes)
    test_images, test_scenes = read(options.held_out)
    test_images, test_scenes = test_images[:1000], test_scenes[:1000]
    if options.start:
        tokenizer = Tokenizer.from_file(str(options.start / "tokenizer.json"))
        model = CLIPModel.from_pretrained(options.start, dtype=torch.float32).train()
    else:
        tokenizer = vocabulary.train(caption(rng, s) for s in scenes)
        model = demo_clip.build(tokenizer.get_vocab_size()).train()
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98))
    log = open(options.log, "w")

    def say(line):
        print(line, flush=True)
        log.write(line + "\n")
        log.flush()

    say(f"scenes {len(scenes)}, vocabulary {tokenizer.get_vocab_size()}, parameters {sum(p.numel() for p in model.parameters())}")
    say(f"steps {options.steps}, batch {options.batch}, rate {options.rate}, seed {options.seed}, start {options.start and options.start.name}")
    order, start, losses = [], time.time(), []
    for step in range(1, options.steps + 1):
        if len(order) < options.batch:
            order = list(rng.permutation(len(scenes)))
        chosen = sorted(order.pop() for _ in range(options.batch))
        ids = vocabulary.encode(tokenizer, [caption(rng, scenes[i]) for i in chosen], demo_clip.CONTEXT)
        # Looking at some of the patches cuts the cost; the last steps see whole images.
        keep = options.keep if step <= options.steps * (1 - options.whole) else 1.0
        rate = options.rate * min(step / 60, 0.5 + 0.5 * math.cos(math.pi * step / options.steps) + 0.01)
        for group in optimiser.param_groups:
            group["lr"] = rate
        seen = demo_clip.image_features(model, vary(images[chosen], rng), keep)
        said = demo_clip.text_features(model, torch.tensor(ids))
        logits = model.logit_scale.exp() * seen @ said.T
        target = torch.arange(len(chosen))
        loss = (torch.nn.functional.cross_entropy(logits, target) + torch.nn.functional.cross_entropy(logits.T, target)) / 2
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        model.logit_scale.data.clamp_(max=math.log(100))
        losses.append(loss.item())
        if step % 20 == 0:
            say(f"step {step:5d} loss {np.mean(losses[-20:]):.4f} scale {model.logit_scale.exp().item():.1f} rate {rate:.6f} seconds {time.time() - start:.0f}")
        if step % 100 == 0 or step == options.steps:
            say(f"step {step:5d} zero-shot on 1000 held-out scenes, {len(NAMES)} land uses: {zero_shot(model, tokenizer, test_images, test_scenes):.3f}")
            demo_clip.export(model, options.out)
            vocabulary.write(tokenizer, options.out, demo_clip.CONTEXT)
    # What others load is fp16: the export must give the features that the training ended with.
    with torch.no_grad():
        x = demo_clip.pixels(test_images[:200])
        before = demo_clip.image_features(model.eval(), x)
        after = demo_clip.image_features(CLIPModel.from_pretrained(options.out, dtype=torch.float32).eval(), x)
    say(f"fp16 round trip: features differ by at most {(before - after).abs().max():.5f}, cosine at least {(before * after).sum(1).min():.6f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("demo-clip"))
    parser.add_argument("--log", type=Path, default=Path("training-log.txt"))
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--start", type=Path, help="checkpoint directory to go on from, its tokenizer included")
    parser.add_argument("--keep", type=float, default=0.5, help="share of the patches looked at")
    parser.add_argument("--whole", type=float, default=0.25, help="share of the steps, at the end, that see whole images")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=20)
    train(parser.parse_args())
