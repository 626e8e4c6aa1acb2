"""Writes surfaces.json: where every optimizer is after some steps on three surfaces, in float64.

    surfaces.py

The rules are those of optimizers.py. The surfaces are transcribed from their formulas, and their gradients are
complex-step derivatives (Squire and Trapp, 1998), so that nothing of the engine's gradients is repeated here.
"""

import golden
import optimizers

STEPS_KEPT = (1, 10, 100, 200)
SURFACES = {
    "long_valley": {"start": [-4, 0.5], "f": lambda x, y: 0.5 * ((1 + x * x) ** 0.5 - 1) + 0.5 * 20 * y * y},
    "saddle": {"start": [1.5, 0.0078125], "f": lambda x, y: x * x - y * y + 0.125 * y ** 4},
    "beale": {
        "start": [0.75, 1.375],
        "f": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2,
    },
}
# One rate for all surfaces: what makes a race. RMSProp has not arrived anywhere after 200 steps of this rate: where it
# has, it jumps to and fro by the rate, and rounding decides where to.
RATES = {"sgd": 0.01, "momentum": 0.005, "nesterov": 0.005, "adagrad": 0.25, "rmsprop": 0.01, "adam": 0.05,
         "adamw": 0.05, "nadam": 0.05, "adamax": 0.05}
VARIANTS = [{"id": id, "convention": "slides", "learningRate": rate} for id, rate in RATES.items()] + [
    {"id": id, "convention": convention, "learningRate": RATES[id]}
    for id in RATES for convention in ("keras", "pytorch")] + [
    {"id": "nesterov", "convention": "slides", "learningRate": RATES["nesterov"], "form": "rewritten"},
    {"id": "adam", "convention": "slides", "learningRate": RATES["adam"], "biasCorrection": False},
]


def gradient(f, x, y):
    h = 1e-200
    return [f(complex(x, h), complex(y, 0)).imag / h, f(complex(x, 0), complex(y, h)).imag / h]


def run(surface, optimizer):
    row = optimizers.OPTIMIZERS[optimizer["id"]]
    h = {**row["presets"][optimizer["convention"]], **optimizer}
    point = [float(value) for value in surface["start"]]
    states = [{}, {}]
    points = {}
    for t in range(1, max(STEPS_KEPT) + 1):
        at = point
        if h.get("form") == "look-ahead":
            at = [x + h["momentum"] * state.get("v", 0) for x, state in zip(point, states)]
        for x, state in zip(point, states):
            state["x"] = x
        changes = [row["rule"](g, state, h, h["learningRate"], t)
                   for g, state in zip(gradient(surface["f"], *at), states)]
        point = [x + change for x, change in zip(point, changes)]
        if t in STEPS_KEPT:
            points[str(t)] = point
    return {"points": points, "value": surface["f"](*point)}


def main():
    cases = [{"surface": key, "start": surface["start"], "optimizer": optimizer, **run(surface, optimizer)}
             for key, surface in SURFACES.items() for optimizer in VARIANTS]
    golden.write("surfaces.json", {}, {"cases": cases})


if __name__ == "__main__":
    main()
