"""Computes what MetricResidualReferenceTest compares the metric residual with: the learner written out with numpy in double
precision, straight from its formulas (whitened space, primal, dense loops), sharing nothing with the Java.

    python3 streams-app/src/test/reference/metric_residual.py

writes streams-app/src/test/resources/io/clipstream/adapter/metric-residual.json. Needs numpy. All data are made up here.
"""
import json
import os

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def base(text, scale, sample):
    """z0 as (A [K, D], b [K]): z0 = x Aᵀ + b."""
    k, d = text.shape
    a, b = scale * text, np.zeros(k)
    if sample is None or len(sample) < 100 or not text.any():
        return a, b
    nu = len(sample)
    p = softmax(sample @ a.T)
    n = p.sum(axis=0)
    m = sample.mean(axis=0)
    mu = (p.T @ (sample - m)) / (n + 5)[:, None]
    s = (sample - m).T @ (sample - m) / nu - (mu.T * n) @ mu / nu
    s += np.trace(s) / d * np.eye(d)
    sharp = np.linalg.solve(s, mu.T).T
    v = nu / k
    alpha = 0.2 * v / (v + 10)
    return a + alpha * sharp, b - alpha * (sharp @ m + 0.5 * (mu * sharp).sum(axis=1))


def metric(x, y, w, sample):
    d = x.shape[1]
    seen = np.unique(y)
    within = np.zeros((d, d))
    for c in seen:
        xc, wc = x[y == c], w[y == c]
        centred = xc - (wc[:, None] * xc).sum(axis=0) / wc.sum()
        within += (wc[:, None] * centred).T @ centred
    if sample is not None and len(sample) >= 100:
        st = sample.T @ sample / len(sample)
    else:
        st = (w[:, None] * x).T @ x / w.sum()
    df = max(0.0, w.sum() - len(seen))
    t = np.trace(within + 30 * st) / (d * (df + 30))
    return (within + 30 * st + d * t * np.eye(d)) / (df + 30), 1 + w.sum() / len(seen)


def fit(x, y, w, a, b, sample, text):
    """V [D, K], 0 for classes without a row; those are rivals that do not move where there is text."""
    k, d = a.shape
    v_all = np.zeros((d, k))
    seen = np.unique(y)
    unseen = np.setdiff1d(np.arange(k), seen) if text.any() else np.array([], int)
    if len(seen) == 0 or len(seen) + len(unseen) < 2:
        return v_all
    s, tau = metric(x, y, w, sample)
    low = np.linalg.cholesky(tau * s)
    xw = np.linalg.solve(low, x.T).T
    z0 = (x @ a.T + b)[:, seen]
    rivals = (x @ a.T + b)[:, unseen]
    onehot = (y[:, None] == seen[None, :]).astype(float)

    def objective(v):
        z = z0 + xw @ v
        full = np.concatenate([z, rivals], axis=1)
        top = full.max(axis=1)
        ce = np.log(np.exp(full - top[:, None]).sum(axis=1)) + top - (z * onehot).sum(axis=1)
        return (w * ce).sum() + 0.5 * (v * v).sum()

    c = 0.1
    pre = np.linalg.inv(c * (w[:, None] * xw).T @ xw + np.eye(d))
    v = np.zeros((d, len(seen)))
    ahead, t, f, zero_momentum = v, 1.0, objective(v), True
    for _ in range(40):
        grad = xw.T @ (w[:, None] * (softmax(np.concatenate([z0 + xw @ ahead, rivals], axis=1))[:, :len(seen)] - onehot)) + ahead
        new = ahead - pre @ grad
        fn = objective(new)
        if fn > f * (1 + 1e-6):
            if not zero_momentum:
                ahead, t, zero_momentum = v, 1.0, True
            elif c < 0.5:
                c = min(2 * c, 0.5)
                pre = np.linalg.inv(c * (w[:, None] * xw).T @ xw + np.eye(d))
            else:
                break
            continue
        moved = np.abs(xw @ (new - v)).max()
        following = (1 + np.sqrt(1 + 4 * t * t)) / 2
        zero_momentum = t == 1.0
        ahead = new + (t - 1) / following * (new - v)
        v, f, t = new, fn, following
        if moved <= 0.05:
            break
    v_all[:, seen] = np.linalg.solve(low.T, v)
    return v_all


def scores(x, v, a, b, seen, text):
    """Logits; without text those of classes without a row are -inf."""
    z = x @ a.T + b + x @ v
    if not text.any():
        z[:, np.setdiff1d(np.arange(a.shape[0]), seen)] = -np.inf
    return z


def calibrate(x, y, w, a, b, sample, text):
    k = a.shape[0]
    n = len(x)
    rank, folds = {}, np.zeros(n, int)
    for i, c in enumerate(y):
        folds[i] = (rank.get(c, 0) + c) % 5
        rank[c] = rank.get(c, 0) + 1
    z, usable = [None] * n, np.zeros(n, bool)
    for f in range(5):
        tr = folds != f
        v = fit(x[tr], y[tr], w[tr], a, b, sample, text) if tr.any() else np.zeros((a.shape[1], k))
        for i in np.flatnonzero(~tr):
            z[i] = scores(x[i:i + 1], v, a, b, np.unique(y[tr]), text)[0]
            usable[i] = np.isfinite(z[i][y[i]])
    if usable.sum() < 5:
        return 1.0, 0.0, w
    rows = np.flatnonzero(usable)

    def own(beta):
        return np.array([softmax(beta * z[i][None])[0, y[i]] for i in rows])

    grid = np.geomspace(0.25, 32, 57)
    beta = grid[np.argmin([-np.log(own(g)).sum() + 0.5 * np.log(g) ** 2 for g in grid])]
    beta = min(max(beta, 0.5), 4.0)
    eps = 0.05
    for _ in range(30):
        q = (eps / k) / (eps / k + (1 - eps) * own(beta))
        eps = (q.sum() + 1) / (len(rows) + 20)
    kept = grid[(grid > 0.4999) & (grid < 4.0001)]
    beta = kept[np.argmin([-np.log((1 - eps) * own(g) + eps / k).sum() + 0.5 * np.log(g) ** 2 for g in kept])]
    q = (eps / k) / (eps / k + (1 - eps) * own(beta))
    out = w.copy()
    for j, i in enumerate(rows):
        if (y == y[i]).sum() >= 3:
            out[i] = w[i] * max(0.02, 1 - q[j])
    return float(beta), float(eps), out


def instant(p, v, z0, x, y, seen, rivals):
    """One rank-one update of P and V (V over the seen classes), in place; rivals' logits do not move."""
    def own_softmax(z):
        return softmax(np.concatenate([z, rivals])[None])[0][:len(z)]

    px = p @ x
    a = x @ px
    z = z0 + x @ v
    onehot = (seen == y).astype(float)
    r = onehot - own_softmax(z)
    for _ in range(12):
        r = 0.5 * r + 0.5 * (onehot - own_softmax(z + a * r))
    v += np.outer(px, r)
    own = own_softmax(z + a * r)[seen == y][0]
    c = max(own * (1 - own), 0.001)
    p -= np.outer(px, px) * c / (1 + c * a)


def unit(rows):
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    # As the Java gets them: float32.
    return rows.astype(np.float32).astype(float)


def case(name, seed, k, d, shots, text=True, sample=0, classes_seen=None, weights=False, wrong=0, calibration=True,
         added=0, spread=0.9):
    rng = np.random.default_rng(seed)
    centres = unit(rng.normal(size=(k, d)))
    common = rng.normal(size=d)
    draw = lambda c: unit(centres[c] + 0.8 * common / np.linalg.norm(common)
                          + spread * rng.normal(size=(len(c), d)) / np.sqrt(d))
    t = unit(centres + 1.1 * rng.normal(size=(k, d)) / np.sqrt(d)) if text else np.zeros((k, d))
    scale = 12.0
    seen = np.arange(k) if classes_seen is None else np.array(classes_seen)
    y = rng.permutation(np.concatenate([np.repeat(seen, n) for n in [shots]])) if isinstance(shots, int) else np.array(shots, int)
    x = draw(y)
    y = y.copy()
    for i in range(wrong):
        y[i] = (y[i] + 1) % k
    w = np.round(rng.uniform(0.3, 1, len(y)), 3).astype(np.float32).astype(float) if weights else np.ones(len(y))
    u = draw(rng.integers(0, k, sample)) if sample else None
    test = draw(rng.integers(0, k, 12))
    a, b = base(t, scale, u)
    beta, eps, fitted = calibrate(x, y, w, a, b, u, t) if calibration else (1.0, 0.0, w)
    v = fit(x, y, fitted, a, b, u, t) if len(y) else np.zeros((d, k))
    p = softmax(beta * scores(test, v, a, b, np.unique(y), t)) if len(y) or text else np.full((len(test), k), 1 / k)
    result = dict(name=name, classes=k, dimension=d, scale=scale, calibration=calibration,
                  text=flat(t) if text else None, features=flat(x), labels=y.tolist(), weights=w.tolist(),
                  sample=flat(u) if sample else [], test=flat(test), beta=beta, noise=eps, exampleWeights=fitted.tolist(),
                  probabilities=flat(p))
    if added:
        classes = np.unique(y)
        s, tau = metric(x, y, fitted, u)
        unseen = np.setdiff1d(np.arange(k), classes) if text else np.array([], int)
        own = softmax(scores(x, v, a, b, classes, t))[np.arange(len(y)), y]
        c = np.maximum(own * (1 - own), 0.001)
        inverse = np.linalg.inv(tau * s + (c[:, None] * x).T @ x)
        new_y = classes[rng.integers(0, len(classes), added)]
        new_x = draw(new_y)
        moving = v[:, classes].copy()
        for xi, yi in zip(new_x, new_y):
            instant(inverse, moving, (xi @ a.T + b)[classes], xi, yi, classes, (xi @ a.T + b)[unseen])
        v = v.copy()
        v[:, classes] = moving
        p = softmax(beta * scores(test, v, a, b, classes, t))
        result |= dict(added=flat(new_x), addedLabels=new_y.tolist(), probabilitiesAfter=flat(p))
    return result


def flat(matrix):
    return [float(f"{value:.9g}") for value in np.asarray(matrix).ravel()]


if __name__ == "__main__":
    cases = [
        case("no example", 1, 4, 6, []),
        case("no example, with a sample", 2, 4, 6, [], sample=120),
        case("a sample too small to count", 3, 4, 6, 2, sample=99),
        case("no text, no example", 4, 3, 6, [], text=False),
        case("one example", 5, 4, 6, [2]),
        case("two examples of two classes", 6, 4, 6, [2, 0]),
        case("text", 7, 5, 10, 3, added=1),
        case("text, more rows than dimensions", 8, 4, 6, 6, added=4),
        case("text and sample", 9, 5, 8, 4, sample=150, added=3),
        case("some classes seen", 10, 6, 8, 4, classes_seen=[1, 3, 4], added=2),
        case("some classes seen, with a sample", 11, 6, 8, 4, classes_seen=[0, 5], sample=110, added=1),
        case("no text", 12, 4, 8, 4, text=False, added=3),
        case("no text, some classes seen", 13, 6, 8, 3, text=False, classes_seen=[0, 2, 5], added=2),
        case("no text, one example a class", 14, 4, 8, 1, text=False),
        case("no text, with a sample", 15, 4, 8, 4, text=False, sample=130),
        case("weights", 16, 4, 8, 5, weights=True, added=3),
        case("wrong labels", 17, 4, 10, 8, wrong=5, added=2),
        case("wrong labels, not calibrated", 18, 4, 10, 8, wrong=5, calibration=False, added=2),
        case("easy", 19, 4, 12, 6, spread=0.3, added=2),
    ]
    there = os.path.join(os.path.dirname(__file__), "..", "resources", "io", "clipstream", "adapter")
    os.makedirs(there, exist_ok=True)
    with open(os.path.join(there, "metric-residual.json"), "w") as out:
        out.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
