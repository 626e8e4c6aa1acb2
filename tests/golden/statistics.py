# Student's quantiles and intervals by SciPy, which statistics.test.js holds wasm/statistics.js to.

import json
import os
import sys

import numpy
import scipy
from scipy import stats

quantiles = [
    {"confidence": c, "degrees": n, "t": float(stats.t.ppf((1 + c) / 2, n))}
    for c in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    for n in (1, 2, 3, 4, 5, 8, 9, 19, 29, 99, 1000, 9999)
]
random = numpy.random.default_rng(7)
cases = []
for n in (2, 3, 10, 50):
    a, b = 0.8 + 0.01 * random.standard_normal(n), 0.79 + 0.02 * random.standard_normal(n)
    for c in (0.9, 0.95):
        mean = stats.ttest_1samp(a, 0).confidence_interval(c)
        pair = stats.ttest_rel(a, b).confidence_interval(c)
        cases.append(
            {
                "confidence": c,
                "a": a.tolist(),
                "b": b.tolist(),
                "mean": float(a.mean()),
                "deviation": float(a.std(ddof=1)),
                "interval": [float(mean.low), float(mean.high)],
                "paired": [float(pair.low), float(pair.high)],
            }
        )
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "statistics.json")
with open(path, "w") as out:
    json.dump({"scipy": scipy.__version__, "quantiles": quantiles, "cases": cases}, out)
    out.write("\n")
sys.stdout.write(f"{len(quantiles)} quantiles, {len(cases)} cases\n")
