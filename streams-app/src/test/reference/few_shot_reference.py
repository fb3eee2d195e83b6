"""Makes few-shot-reference.json: what numpy makes of the few-shot methods on a small problem, from their papers alone.

    python few_shot_reference.py ../resources/io/clipstream/adapter/few-shot-reference.json
"""

import json
import sys

import numpy as np


def unit(a):
    return a / np.linalg.norm(a, axis=1, keepdims=True)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logistic(x, y, w, offsets, penalties, intercept):
    """The minimum by Newton's method with the whole Hessian, far from L-BFGS in every respect."""
    n, d = x.shape
    k = offsets.shape[1]
    xs = np.hstack([x, np.ones((n, 1))]) if intercept else x
    p = xs.shape[1]
    ridge = np.zeros((p, k))
    ridge[:d] = penalties
    v = np.zeros((p, k))

    def loss(v):
        q = softmax(offsets + xs @ v)
        return -(w * np.log(q[np.arange(n), y])).sum() + 0.5 * (ridge * v * v).sum()

    for _ in range(200):
        q = softmax(offsets + xs @ v)
        gradient = xs.T @ (w[:, None] * (q - np.eye(k)[y])) + ridge * v
        hessian = np.diag(ridge.reshape(-1))
        for i in range(n):
            curvature = w[i] * (np.diag(q[i]) - np.outer(q[i], q[i]))
            hessian = hessian + np.kron(np.outer(xs[i], xs[i]), curvature)
        # The intercept is free up to a constant, which the pseudo-inverse leaves alone.
        step = (np.linalg.pinv(hessian, rcond=1e-14) @ gradient.reshape(-1)).reshape(p, k)
        length = 1.0
        while loss(v - length * step) > loss(v) and length > 1e-9:
            length /= 2
        v = v - length * step
        if np.abs(gradient).max() < 1e-12:
            break
    return v[:d], (v[d] if intercept else np.zeros(k))


def gda(x, y, w, k):
    n, d = x.shape
    m = (w[:, None] * x).sum(0) / w.sum()
    means = np.array([(w[y == c, None] * x[y == c]).sum(0) / w[y == c].sum() if (y == c).any() else m for c in range(k)])
    centred = x - means[y]
    scatter = (w[:, None] * centred).T @ centred
    precision = d * np.linalg.inv(scatter + np.trace(scatter) / max(1, w.sum() - 1) * np.eye(d))
    return lambda q: (q - m) @ precision @ (means - m).T - 0.5 * np.einsum("kd,de,ke->k", means - m, precision, means - m)


def main(target):
    r = np.random.default_rng(20)
    d, k, scale = 6, 4, 3.0
    centres = unit(r.normal(size=(k, d)))
    text = unit(centres + 0.5 * r.normal(size=(k, d)))
    # The last class has no example.
    y = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2])
    x = unit(centres[y] + 0.4 * r.normal(size=(len(y), d)))
    w = np.where(np.arange(len(y)) % 4 == 3, 0.5, 1.0)
    test = unit(r.normal(size=(5, d)))
    text, x, test = (a.astype(np.float32).astype(np.float64) for a in (text, x, test))
    z0 = lambda q: scale * q @ text.T
    seen = k - 1
    out = {}

    def blend(z, only_seen=False):
        p = np.zeros_like(z)
        if only_seen:
            p[:, :seen] = softmax(z[:, :seen])
            return p
        return softmax(z)

    v, b = logistic(x, y, w, np.zeros((len(y), seen)), np.full(seen, 1 / 50.0), True)
    out["linear-probe"] = blend(np.hstack([test @ v + b, np.zeros((5, 1))]), True)

    known = np.array([np.average(softmax(z0(x))[y == c, c], weights=w[y == c]) for c in range(seen)])
    for name, penalties in (("task-residual", 0.2 * (0.05 + known)), ("task-residual-even", np.full(seen, 0.2))):
        v, _ = logistic(x, y, w, z0(x)[:, :seen], penalties, False)
        out[name] = blend(z0(test) + np.hstack([test @ v, np.zeros((5, 1))]))
    v, _ = logistic(x, y, w, np.zeros((len(y), seen)), 0.2 * (0.05 + np.full(seen, 1 / k)), False)
    out["task-residual-without-text"] = blend(np.hstack([test @ v, np.zeros((5, 1))]), True)

    scores = gda(x, y, w, k)(test)
    out["gda"] = blend(z0(test) + 0.25 * scores)
    out["gda-without-text"] = blend(0.25 * scores, True)

    kernel = lambda a, b: np.exp(-3 * (1 - a @ b.T))
    dual = np.linalg.inv(kernel(x, x) + 0.05 * np.diag(1 / w)) @ (np.eye(k)[y] - softmax(z0(x)))
    p = np.maximum(softmax(z0(test)) + kernel(test, x) @ dual, 1e-6)
    out["kernel-ridge"] = p / p.sum(1, keepdims=True)

    with open(target, "w") as file:
        json.dump(
            {
                "scale": scale,
                "text": text.tolist(),
                "features": x.tolist(),
                "labels": y.tolist(),
                "weights": w.tolist(),
                "test": test.tolist(),
                "probabilities": {name: np.round(p, 10).tolist() for name, p in out.items()},
            },
            file,
            indent=1,
        )
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
