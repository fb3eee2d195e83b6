"""Measures zero-shot and few-shot accuracy of the exported checkpoint on a folder of class-named subfolders."""

import argparse
import csv
from pathlib import Path

import numpy as np
from PIL import Image

from reference import TASK, Reference, task

RIDGE = 0.1


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def solve(x, targets):
    return np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ targets)


def curves(x, y, z0, classes, samples, draws, seed):
    """Returns mean and deviation of test accuracy for both methods at each sample size; half of the rows are the test.

    A sample is drawn by a function of the pool's rows, their labels, its size and the generator.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(x))
    pool, test = order[: len(x) // 2], order[len(x) // 2 :]
    p0, onehot = softmax(z0), np.eye(classes)[y]
    for draw, size in samples:
        residual, ridge = [], []
        for _ in range(draws):
            rows = draw(rng, pool, y[pool], size, classes)
            v = solve(x[rows], onehot[rows] - p0[rows])
            p = np.maximum(p0[test] + x[test] @ v, 1e-6)
            residual.append((p.argmax(1) == y[test]).mean())
            ridge.append(((x[test] @ solve(x[rows], onehot[rows])).argmax(1) == y[test]).mean())
        yield size, np.mean(residual), np.std(residual), np.mean(ridge), np.std(ridge)


def balanced(rng, pool, labels, size, classes):
    return np.concatenate([rng.choice(pool[labels == c], size, replace=False) for c in range(classes)])


def as_they_come(rng, pool, labels, size, classes):
    return rng.choice(pool, size, replace=False)


def table(title, results):
    print(title)
    for size, a, da, b, db in results:
        print(f"  {size:4d}  {100 * a:5.1f} +- {100 * da:.1f}   {100 * b:5.1f} +- {100 * db:.1f}")


def main(options):
    labels, prompts, templates = task(options.task)
    reference = Reference(options.model)
    with open(options.folder / "manifest.csv") as lines:
        rows = list(csv.DictReader(lines))
    y = np.array([labels.index(r["label"]) for r in rows])
    x = reference.images([Image.open(options.folder / r["file"]).convert("RGB") for r in rows])
    z0 = reference.scale * x @ reference.head(prompts, templates).T
    right = z0.argmax(1) == y
    print(f"{len(rows)} images, logit scale {reference.scale:.1f}; zero-shot {100 * right.mean():.1f} %")
    guesses = z0.argmax(1)
    for c, label in enumerate(labels):
        wrong = guesses[(y == c) & ~right]
        often = labels[np.bincount(wrong, minlength=len(labels)).argmax()] if len(wrong) else "-"
        print(f"  label={label:12s} {100 * right[y == c].mean():5.1f} %  n={np.sum(y == c)}  most often taken for: {often}")
    for key in ("season", "haze", "cast", "detail"):
        for value in sorted({r[key] for r in rows}):
            chosen = np.array([r[key] == value for r in rows])
            print(f"  {key}={value:12s} {100 * right[chosen].mean():5.1f} %  n={chosen.sum()}")
    what = f"residual least squares, ridge (lambda {RIDGE}; % of the test half, +- deviation over {options.draws} draws)"
    shots = [(balanced, n) for n in options.shots]
    table(f"shots a class: {what}", curves(x, y, z0, len(labels), shots, options.draws, options.seed))
    corrections = [(as_they_come, n) for n in options.corrections if n <= len(x) // 2]
    table(f"corrections as they come: {what}", curves(x, y, z0, len(labels), corrections, options.draws, options.seed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="written by SceneFolder: class-named subfolders and manifest.csv")
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "demo-clip")
    parser.add_argument("--task", type=Path, default=TASK)
    parser.add_argument("--shots", type=int, nargs="+", default=[1, 2, 4, 8, 16, 32])
    parser.add_argument("--corrections", type=int, nargs="+", default=[25, 50, 100, 200, 300, 400, 600])
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    main(parser.parse_args())
