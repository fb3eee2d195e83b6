"""Measures the exported checkpoint's zero-shot accuracy on drawn scenes of the training domain, per land use and attribute."""

import argparse
from pathlib import Path

import numpy as np

from drawn.captions import NAMES
from drawn.dataset import read
from reference import Reference

TEMPLATES = ["a satellite photo of {}", "an aerial view of {}", "{} seen from above"]


def main(options):
    images, scenes = read(options.folder)
    images, scenes = images[: options.count], scenes[: options.count]
    uses = list(NAMES)
    reference = Reference(options.model)
    head = reference.head([names[:2] for names in NAMES.values()], TEMPLATES)
    guesses = (reference.images(list(images)) @ head.T).argmax(1)
    right = guesses == np.array([uses.index(s["land_use"]) for s in scenes])
    print(f"{len(scenes)} scenes, {len(uses)} land uses: {100 * right.mean():.1f} %")
    for key in ("land_use", "season", "haze", "cast", "sharpness"):
        for value in sorted({s[key] for s in scenes}):
            chosen = np.array([s[key] == value for s in scenes])
            print(f"  {key}={value:12s} {100 * right[chosen].mean():5.1f} %  n={chosen.sum()}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="written by drawn.dataset")
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "demo-clip")
    parser.add_argument("--count", type=int, default=2000)
    main(parser.parse_args())
