"""Writes landscape.json: principal components of checkpoints, filter-normalized directions, and losses on the planes of both,
by NumPy in float64.

Components are those of the singular value decomposition of the checkpoints less their mean; the engine's page finds them by the
small matrix of products. The forward pass is written out here; batch normalization takes the images' own mean and variance.
"""

import numpy as np

import golden
import network
from problem import CLASSES, COLUMNS, ROWS, dense_parameters

EPSILON = 1e-3  # of batch normalization
UNITS = [6, 5]
CHECKPOINTS = 7
CENTER, FIRST = 6, 0
POINTS = [(0, 0), (-1.5, 0.4), (0.7, -0.9), (2, 2)]  # in shares of the largest coordinate
CASES = [("plain", {"activation": "tanh"}), ("normalized", {"activation": "tanh", "batchNorm": "before"})]


def exact(values):
    return np.round(values * 1024) / 1024


def parameters_of(random, normalized):
    listed = dense_parameters(random, [ROWS * COLUMNS, *UNITS, CLASSES])
    if normalized:
        for n, units in enumerate(UNITS, 1):
            for name, middle in (("gamma", 1), ("beta", 0)):
                values = exact(middle + random.uniform(-0.5, 0.5, units))
                listed.append({"name": f"batchnorm{n}/{name}", "shape": [units], "values": values.tolist()})
    return listed


def vector(parameters):
    return np.concatenate([np.asarray(p["values"], dtype=np.float64) for p in parameters])


def unpacked(like, theta):
    at, found = 0, {}
    for p in like:
        size = int(np.prod(p["shape"]))
        found[p["name"]] = theta[at:at + size].reshape(p["shape"])
        at += size
    return found


def loss(problem, like, theta):
    p = unpacked(like, theta)
    x = network.images_of(problem).numpy() / 255
    labels = np.asarray(problem["labels"])
    for n in range(1, len(UNITS) + 2):
        z = x @ p[f"dense{n}/kernel"] + p[f"dense{n}/bias"]
        if f"batchnorm{n}/gamma" in p:
            z = (z - z.mean(0)) / np.sqrt(z.var(0) + EPSILON) * p[f"batchnorm{n}/gamma"] + p[f"batchnorm{n}/beta"]
        x = np.tanh(z) if n <= len(UNITS) else z
    top = x.max(1, keepdims=True)
    logs = x - top - np.log(np.exp(x - top).sum(1, keepdims=True))
    return float(-logs[np.arange(len(labels)), labels].mean())


def nearest(center, x, y, theta):
    basis = np.stack([x, y], 1)
    at, *_ = np.linalg.lstsq(basis, theta - center, rcond=None)
    return at, float(np.linalg.norm(theta - center - basis @ at))


def filters(like, center, draws):
    """Each unit's incoming weights as long as the center's; all else 0 (Li et al., 2018, appendix)."""
    own, d = unpacked(like, center), unpacked(like, np.zeros(center.size))
    at = 0
    for p in like:
        if p["name"].endswith("/kernel"):
            size = int(np.prod(p["shape"]))
            raw = draws[at:at + size].reshape(p["shape"])
            d[p["name"]][:] = raw / np.linalg.norm(raw, axis=0) * np.linalg.norm(own[p["name"]], axis=0)
            at += size
    return vector([{"values": d[p["name"]].reshape(-1)} for p in like])


def plane(problem, like, center, x, y, checkpoints):
    placed = [nearest(center, x, y, theta) for theta in checkpoints]
    coordinates = np.array([at for at, _ in placed])
    points = np.array(POINTS) * (np.abs(coordinates).max() or 1)
    losses = [loss(problem, like, center + a * x + b * y) for a, b in points]
    return {"coordinates": golden.digits(coordinates), "distances": [distance for _, distance in placed],
            "points": golden.digits(points), "losses": losses}


def main():
    problem = golden.read("problem.json")
    random = np.random.default_rng(41)
    cases = []
    for title, layer in CASES:
        like = parameters_of(random, "batchNorm" in layer)
        start = vector(like)
        drift = exact(random.normal(0, 0.15, start.size))
        checkpoints = [start + exact(t * drift + random.normal(0, 0.05 * t ** 0.5, start.size)) for t in range(CHECKPOINTS)]
        theta = np.stack(checkpoints)
        center = theta[CENTER]
        _, singular, components = np.linalg.svd(theta - theta.mean(0), full_matrices=False)
        x, y = (c * (-1 if (theta[FIRST] - center) @ c > 0 else 1) for c in components[:2])
        kernels = sum(int(np.prod(p["shape"])) for p in like if p["name"].endswith("/kernel"))
        draws = exact(random.normal(0, 1, 2 * kernels))
        cases.append({
            "title": title, "layer": layer,
            "shapes": [{"name": p["name"], "shape": p["shape"]} for p in like],
            "checkpoints": [golden.digits(c) for c in checkpoints],
            "shares": golden.digits(singular ** 2 / (singular ** 2).sum()),
            "ways": plane(problem, like, center, x, y, checkpoints),
            "draws": golden.digits(draws),
            "random": plane(problem, like, center, filters(like, center, draws[:kernels]),
                            filters(like, center, draws[kernels:]), checkpoints),
        })
    golden.write("landscape.json", {"units": UNITS, "center": CENTER, "first": FIRST}, {"cases": cases})


if __name__ == "__main__":
    main()
