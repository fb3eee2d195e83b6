"""Makes adapters.safetensors: CLIP-Adapter, Tip-Adapter and Tip-Adapter-F in PyTorch, trained and applied.

    python3 adapter_reference.py ../resources/io/clipstream/adapter/adapters.safetensors

Written from the papers and the authors' code, with PyTorch's own autograd, AdamW and CosineAnnealingLR. The draws are those
of java.util.Random, so that the product's whole fit can be compared. All shots fit into one batch: their order then plays no
part. Wants torch and numpy.
"""

import json
import math
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

SEED = 7
MASK = (1 << 48) - 1


def signed(value):
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


class JavaRandom:
    """java.util.Random."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & MASK
        self.kept = None

    def bits(self, count):
        self.state = (self.state * 0x5DEECE66D + 0xB) & MASK
        value = self.state >> (48 - count)
        return value - (1 << count) if count == 32 and value >> 31 else value

    def next_float(self):
        return self.bits(24) / float(1 << 24)

    def next_double(self):
        high = self.bits(26)
        return ((high << 27) + self.bits(27)) / float(1 << 53)

    def next_int(self, bound):
        value = self.bits(31)
        if bound & (bound - 1) == 0:
            return (bound * value) >> 31
        while value - value % bound + bound - 1 >= 1 << 31:
            value = self.bits(31)
        return value % bound

    def next_gaussian(self):
        if self.kept is not None:
            value, self.kept = self.kept, None
            return value
        while True:
            x = 2 * self.next_double() - 1
            y = 2 * self.next_double() - 1
            s = x * x + y * y
            if 0 < s < 1:
                break
        scale = math.sqrt(-2 * math.log(s) / s)
        self.kept = y * scale
        return x * scale


def uniform(random, rows, columns):
    bound = np.float32(1 / math.sqrt(columns))
    values = [np.float32(np.float32(2 * random.next_float() - 1) * bound) for _ in range(rows * columns)]
    return torch.tensor(np.array(values, dtype=np.float64).reshape(rows, columns))


def logit(p):
    return math.log(p / (1 - p))


class Branch(torch.nn.Module):
    """One adapter with its residual ratio: a number, a parameter, or a network."""

    def __init__(self, dimension, hidden, choice, start, second_relu, seed):
        super().__init__()
        random = JavaRandom(seed)
        self.down = torch.nn.Parameter(uniform(random, hidden, dimension))
        self.up = torch.nn.Parameter(uniform(random, dimension, hidden))
        self.second_relu = second_relu
        self.choice = choice
        if choice == "network":
            random = JavaRandom(signed(seed ^ 0x165667B19E3779F9))
            values = [np.float32(random.next_gaussian()) for _ in range(16 * dimension)]
            self.hidden = torch.nn.Parameter(torch.tensor(np.array(values, dtype=np.float64).reshape(16, dimension)))
            self.hidden_bias = torch.nn.Parameter(torch.zeros(16))
            self.out = torch.nn.Parameter(torch.zeros(16))
            self.out_bias = torch.nn.Parameter(torch.tensor(logit(start)))
        elif choice == "learned":
            self.logit = torch.nn.Parameter(torch.tensor(logit(start)))
        else:
            self.fixed = torch.tensor(start)

    def ratio(self, x):
        if self.choice == "network":
            inner = F.relu(F.linear(x, self.hidden, self.hidden_bias))
            return torch.sigmoid(inner @ self.out + self.out_bias).unsqueeze(1)
        return torch.sigmoid(self.logit) if self.choice == "learned" else self.fixed

    def forward(self, x):
        adapted = F.linear(F.relu(F.linear(x, self.down)), self.up)
        if self.second_relu:
            adapted = F.relu(adapted)
        r = self.ratio(x)
        return F.normalize(r * adapted + (1 - r) * x, dim=1)

    def weights(self):
        return [self.down, self.up]

    def ratios(self):
        if self.choice == "network":
            return [self.hidden, self.hidden_bias, self.out, self.out_bias]
        return [self.logit] if self.choice == "learned" else []

    def tensors(self, prefix):
        named = {"down": self.down, "up": self.up}
        if self.choice == "network":
            named |= {"ratio-hidden": self.hidden, "ratio-hidden-bias": self.hidden_bias}
            named |= {"ratio-out": self.out, "ratio-out-bias": self.out_bias}
        else:
            named["ratio"] = self.ratio(None)
        return {prefix + name: value for name, value in named.items()}


class Problem:
    dimension, classes, per_class, scale = 16, 4, 5, 20.0

    def __init__(self):
        rng = np.random.default_rng(11)
        centres = rng.standard_normal((self.classes, self.dimension))
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        self.labels = torch.arange(self.classes).repeat(self.per_class)
        self.text = self.near(rng, centres, 1.0)
        self.features = self.near(rng, centres[self.labels.numpy()], 0.8)
        self.test = self.near(rng, centres[np.arange(8) % self.classes], 0.8)
        self.weights = torch.tensor(np.float32(1 / (1 + np.arange(len(self.labels)) % 3)).astype(np.float64))

    @staticmethod
    def near(rng, centres, noise):
        rows = centres + noise * rng.standard_normal(centres.shape) / math.sqrt(centres.shape[1])
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        # As the product gets them: in float32.
        return torch.tensor(rows.astype(np.float32).astype(np.float64))

    def cross_entropy(self, logits, rows):
        loss = F.cross_entropy(logits, self.labels[rows], reduction="none")
        return (loss * self.weights[rows]).sum() / self.weights[rows].sum()


def optimiser(parameters, rate, decay, steps, eps=1e-8):
    adam = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay, eps=eps)
    return adam, torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)


def logits_of(problem, visual, text, features):
    f = visual(features) if visual else features
    w = text(problem.text) if text else problem.text
    return problem.scale * f @ w.T


def branches(variant, choice, ratios, second_relu):
    make = lambda start, seed: Branch(Problem.dimension, 4, choice, start, second_relu, seed)
    visual = make(ratios[0], SEED) if variant != "text" else None
    text = make(ratios[1], signed(SEED ^ 0xC2B2AE3D27D4EB4F)) if variant != "visual" else None
    return visual, text


def train(problem, visual, text, rows, held, steps=6):
    """Weights learn from rows, ratios from the held-out if there are any; rates 0.01 and 0.05."""
    both = [b for b in (visual, text) if b]
    weights = optimiser([p for b in both for p in b.weights()], 0.01, 0.01, steps)
    ratio_parameters = [p for b in both for p in b.ratios()]
    ratios = optimiser(ratio_parameters, 0.05, 0, steps) if ratio_parameters else None
    everything = [p for b in both for p in b.parameters()]
    for _ in range(steps):
        grads = torch.autograd.grad(
            problem.cross_entropy(logits_of(problem, visual, text, problem.features[rows]), rows), everything
        )
        for parameter, gradient in zip(everything, grads):
            parameter.grad = gradient
        weights[0].step()
        weights[1].step()
        if ratios:
            if len(held):
                loss = problem.cross_entropy(logits_of(problem, visual, text, problem.features[held]), held)
                for parameter, gradient in zip(ratio_parameters, torch.autograd.grad(loss, ratio_parameters)):
                    parameter.grad = gradient
            ratios[0].step()
            ratios[1].step()


def clip_adapter(problem, variant, choice, second_relu):
    everyone = torch.arange(len(problem.labels))
    ratios = (0.4, 0.3)
    if choice == "held-out":
        random = JavaRandom(signed(SEED ^ 0x27D4EB2F165667C5))
        drawn = [random.next_int(problem.per_class) for _ in range(problem.classes)]
        held = torch.tensor([d * problem.classes + c for c, d in enumerate(drawn)])
        kept = torch.tensor([row for row in everyone.tolist() if row not in held.tolist()])
        visual, text = branches(variant, "learned", ratios, second_relu)
        train(problem, visual, text, kept, held)
        found = [b.ratio(None).item() if b else start for b, start in zip((visual, text), ratios)]
        visual, text = branches(variant, "fixed", found, second_relu)
    else:
        visual, text = branches(variant, choice, ratios, second_relu)
    train(problem, visual, text, everyone, [])
    named = (visual.tensors("") if visual else {}) | (text.tensors("text-") if text else {})
    named["probabilities"] = logits_of(problem, visual, text, problem.test).softmax(1)
    return named


def cache_logits(features, keys, values, beta):
    return ((-1) * (beta - beta * (features @ keys))).exp() @ values


def tip_adapter(problem, trained, search):
    n = len(problem.labels)
    everyone = torch.arange(n)
    values_of = lambda rows: F.one_hot(problem.labels[rows], problem.classes).double() * problem.weights[rows, None]
    zero_shot = lambda features: problem.scale * features @ problem.text.T

    def keys_of(rows):
        keys = problem.features[rows].T.clone()
        if not trained:
            return keys
        keys = torch.nn.Parameter(keys)
        adam, cosine = optimiser([keys], 0.05, 0.01, 6, eps=1e-4)
        for _ in range(6):
            x = problem.features[rows]
            loss = problem.cross_entropy(zero_shot(x) + 1.17 * cache_logits(x, keys, values_of(rows), 1.0), rows)
            adam.zero_grad()
            loss.backward()
            adam.step()
            cosine.step()
        return keys.detach()

    alpha, beta = 1.0, 5.5
    if search == "folds":
        # Shots are sorted by id: five rounds of one shot a class.
        folds = (everyone // problem.classes + problem.labels) % 5
        models = [(everyone[folds != f], everyone[folds == f]) for f in range(5)]
        models = [(keys_of(rest), rest, rows) for rest, rows in models]
        losses = {(0.0, 1.0): 0.0}
        for _, _, rows in models:
            loss = F.cross_entropy(zero_shot(problem.features[rows]), problem.labels[rows], reduction="none")
            losses[(0.0, 1.0)] += float((loss * problem.weights[rows]).sum())
        for b in [0.1 + i * (7 - 0.1) / 20 for i in range(20)]:
            for a in [0.1 + i * (3 - 0.1) / 20 for i in range(20)]:
                losses[(a, b)] = 0.0
                for keys, rest, rows in models:
                    x = problem.features[rows]
                    logits = zero_shot(x) + a * cache_logits(x, keys, values_of(rest), b)
                    loss = F.cross_entropy(logits, problem.labels[rows], reduction="none")
                    losses[(a, b)] += float((loss * problem.weights[rows]).sum())
        alpha, beta = min(losses, key=losses.get)
    keys = keys_of(everyone)
    order = torch.sort(problem.labels, stable=True).indices
    logits = zero_shot(problem.test) + alpha * cache_logits(problem.test, keys, values_of(everyone), beta)
    return {
        "keys": keys.T[order],
        "alpha": torch.tensor(alpha),
        "beta": torch.tensor(beta),
        "probabilities": logits.softmax(1),
    }


def save(path, tensors):
    arrays = {name: value.detach().numpy().astype("<f4") for name, value in sorted(tensors.items())}
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())


def main(path):
    problem = Problem()
    tensors = {
        "text": problem.text,
        "features": problem.features,
        "labels": problem.labels.double(),
        "weights": problem.weights,
        "test": problem.test,
    }
    cases = [("visual", "fixed", False), ("visual", "fixed", True), ("text", "fixed", False), ("both", "fixed", False)]
    cases += [("both", choice, False) for choice in ("learned", "network", "held-out")]
    for variant, choice, second_relu in cases:
        name = f"{variant}-{choice}-{int(second_relu)}"
        for key, value in clip_adapter(problem, variant, choice, second_relu).items():
            tensors[f"{name}/{key}"] = value
    for trained in (False, True):
        for search in ("fixed", "folds"):
            name = f"{'tip-adapter-f' if trained else 'tip-adapter'}-{search}"
            for key, value in tip_adapter(problem, trained, search).items():
                tensors[f"{name}/{key}"] = value
    save(path, tensors)


if __name__ == "__main__":
    main(sys.argv[1])
