# Quantiles, intervals and tests by SciPy and statsmodels, which statistics.test.js holds wasm/statistics.js and
# wasm/statistics/ to.

import json
import os
import sys

import numpy
import scipy
import statsmodels
import statsmodels.api
from scipy import stats
from scipy.stats import _resampling
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

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
normal = [{"confidence": c, "z": float(stats.norm.ppf((1 + c) / 2))} for c in (0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1 - 1e-6)]
wilson = []
for k, n in ((0, 1), (1, 1), (0, 10), (5, 10), (9, 10), (10, 10), (19, 20), (823, 1000), (9061, 10000)):
    for c in (0.9, 0.95, 0.99):
        low, high = proportion_confint(k, n, 1 - c, "wilson")
        wilson.append({"k": k, "n": n, "confidence": c, "low": float(low), "high": float(high)})
holm = []
for size in (1, 2, 5, 60):
    ps = random.uniform(0, 1, size) ** 6
    ps[: size // 3] = ps[0]
    holm.append({"ps": ps.tolist(), "corrected": multipletests(ps, method="holm")[1].tolist()})
tests = []
for n in (2, 5, 10, 40):
    for shift in (0, 0.4, -0.9):
        values = shift + 0.5 * random.standard_normal(n)
        described = DescrStatsW(values)
        tests.append(
            {
                "values": values.tolist(),
                "above": float(stats.ttest_1samp(values, 0.1, alternative="greater").pvalue),
                "equal": float(described.ttost_mean(-1, 1)[0]),
            }
        )


def draws(seed, n, count):
    """The module's own generator, so that SciPy sees the same resamples."""
    out, state, mask = [], seed, 2**32 - 1
    for _ in range(count):
        state = (state + 0x6D2B79F5) & mask
        x = state
        x = ((x ^ (x >> 15)) * (x | 1)) & mask
        x ^= (x + (((x ^ (x >> 7)) * (x | 61)) & mask)) & mask
        out.append(int(((x ^ (x >> 14)) & mask) / 2**32 * n))
    return out


bootstrap = []
for n, seed, resamples in ((8, 1, 500), (50, 77, 1000)):
    values = random.standard_normal(n) ** 2
    kept = numpy.array(draws(seed, n, n * resamples)).reshape(resamples, n)
    _resampling.rng_integers = lambda *_, **__: kept  # what SciPy would draw itself
    for c in (0.8, 0.95):
        found = stats.bootstrap(
            (values,), numpy.median, confidence_level=c, n_resamples=resamples, method="percentile", batch=None
        ).confidence_interval
        bootstrap.append(
            {
                "values": values.tolist(),
                "seed": seed,
                "resamples": resamples,
                "confidence": c,
                "low": float(found.low),
                "high": float(found.high),
            }
        )

# The law of 1/n of the gradient's noise: sigma² by weighted least squares, the slope on logarithmic axes by plain ones.
laws = []
sizes = 2.0 ** numpy.arange(10)
for spread in (0.02, 0.3):
    noise = 180 / sizes * numpy.exp(spread * random.standard_normal(10))
    error = noise * random.uniform(0.03, 0.15, 10)
    fit = statsmodels.api.WLS(noise, 1 / sizes, weights=error**-2).fit()
    laws.append(
        {
            "sizes": sizes.tolist(),
            "noise": noise.tolist(),
            "standardError": error.tolist(),
            "variance": float(fit.params[0]),
            "slope": float(stats.linregress(numpy.log(sizes), numpy.log(noise)).slope),
        }
    )

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "statistics.json")
with open(path, "w") as out:
    json.dump(
        {
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
            "quantiles": quantiles,
            "cases": cases,
            "normal": normal,
            "wilson": wilson,
            "holm": holm,
            "tests": tests,
            "bootstrap": bootstrap,
            "laws": laws,
        },
        out,
    )
    out.write("\n")
sys.stdout.write(f"{len(quantiles)} quantiles, {len(cases)} cases\n")
