"""Draws a set of scenes to disk: an array of pixels and one line of attributes a scene."""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from .canvas import SIZE, Canvas, Noise
from .conditions import SEASONS, apply, draw_conditions, held_out
from .landuse import DRAW, SHARES


def draw_scene(rng, noise, split):
    """Draws one scene whose combination of land use, season and cast belongs to the split: train, or held-out."""
    uses = list(DRAW)
    shares = np.array(list(SHARES.values()))
    while True:
        index = int(rng.choice(len(uses), p=shares / shares.sum()))
        conditions = draw_conditions(rng, SEASONS[rng.integers(4)])
        if held_out(index, conditions["season"], conditions["cast"]) == (split == "held-out"):
            break
    canvas = Canvas(rng, noise)
    attributes = DRAW[uses[index]](canvas, conditions["season"])
    apply(canvas, conditions)
    pixels = (np.clip(canvas.rgb, 0, 1) * 255 + 0.5).astype(np.uint8)
    return pixels, {"land_use": uses[index], **attributes, **conditions}


def write(folder, count, seed, split):
    folder.mkdir(parents=True, exist_ok=True)
    rng, noise = np.random.default_rng(seed), Noise()
    pixels = np.lib.format.open_memmap(folder / "pixels.npy", "w+", np.uint8, (count, SIZE, SIZE, 3))
    start = time.time()
    with open(folder / "scenes.jsonl", "w") as lines:
        for i in range(count):
            pixels[i], scene = draw_scene(rng, noise, split)
            lines.write(json.dumps(scene) + "\n")
    pixels.flush()
    print(f"{count} scenes ({split}, seed {seed}) in {time.time() - start:.0f} s -> {folder}")


def read(folder):
    with open(Path(folder) / "scenes.jsonl") as lines:
        return np.load(Path(folder) / "pixels.npy", mmap_mode="r"), [json.loads(line) for line in lines]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=["train", "held-out"], default="train")
    options = parser.parse_args()
    write(options.folder, options.count, options.seed, options.split)
