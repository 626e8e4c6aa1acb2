"""Writes calibration.json: temperatures by SciPy's minimizer, bootstrap intervals by SciPy, and what split conformal prediction comes
to, directly from the definitions in NumPy; all in float64 on float32 probabilities.
"""

import numpy as np
import scipy
import scipy.optimize
import scipy.special
import scipy.stats

import golden
from scipy.stats import _resampling
from uncertainty import LEAST, eighths, logits_and_labels, softmax


def draws(seed, count):
    """The module's own generator, so that SciPy sees the same resamples."""
    mask = 2**32 - 1
    out = np.empty(count)
    for n in range(count):
        seed = (seed + 0x6D2B79F5) & mask
        x = ((seed ^ (seed >> 15)) * (seed | 1)) & mask
        x ^= (x + (((x ^ (x >> 7)) * (x | 61)) & mask)) & mask
        out[n] = (x ^ (x >> 14)) / 2**32
    return out


def temperature(p, labels):
    """The minimum of the mean negative log-likelihood over the temperature, by Brent's method on its logarithm."""
    z = np.log(np.maximum(p.astype(np.float64), LEAST))
    rows = np.arange(len(labels))

    def likelihood(t):
        return -scipy.special.log_softmax(z / np.exp(t), axis=1)[rows, labels].mean()

    bounds = np.log([0.01, 100])  # those of the module
    found = scipy.optimize.minimize_scalar(likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-10})
    best = min((found.x, *bounds), key=likelihood)
    t = float(np.exp(best))
    return t, float(likelihood(best)), scipy.special.softmax(z / t, axis=1)


def calibration_error(sure, right, bins=15):
    edges = np.arange(bins + 1) / bins
    inside = (sure[:, None] > edges[:-1]) & (sure[:, None] <= edges[1:])
    return np.abs(((sure - right)[:, None] * inside).sum(0)).sum() / len(sure)


def spread(p, labels, resamples, seed):
    """SciPy's basic interval of the error, of the module's own resamples; and the errors of surrogate labels."""
    sure = p.max(1).astype(np.float64)
    right = (p.argmax(1) == labels).astype(np.float64)
    n = len(labels)
    kept = np.floor(draws(seed, n * resamples) * n).astype(int).reshape(resamples, n)
    _resampling.rng_integers = lambda *_, **__: kept
    interval = scipy.stats.bootstrap(
        (np.arange(n),), lambda i: calibration_error(sure[i], right[i]), n_resamples=resamples, method="basic",
        vectorized=False,
    ).confidence_interval
    pairs = draws(seed + 1, 2 * n * resamples).reshape(resamples, n, 2)
    chosen = np.floor(pairs[:, :, 0] * n).astype(int)
    errors = np.array([calibration_error(sure[i], (u < sure[i]).astype(float)) for i, u in zip(chosen, pairs[:, :, 1])])
    return {"resamples": resamples, "seed": seed, "error": calibration_error(sure, right), "low": max(0, interval.low),
            "high": interval.high, "perfect": errors.mean(), "perfectMost": float(np.quantile(errors, 0.95))}


def conformal(p, labels, test, test_labels, epsilon):
    p, test = p.astype(np.float64), test.astype(np.float64)
    n = len(labels)
    scores = np.sort(1 - p[np.arange(n), labels])
    rank = int(np.ceil(round((n + 1) * (1 - epsilon), 9)))
    threshold = np.inf if rank > n else scores[rank - 1]
    # NumPy's own quantile of that level, an order statistic, is the same.
    assert rank > n or np.quantile(scores, min(1, (rank - 0.5) / n), method="inverted_cdf") == threshold
    sets = 1 - test <= threshold
    covered = sets[np.arange(len(test)), test_labels]
    return {"epsilon": epsilon, "threshold": None if rank > n else float(threshold), "covered": int(covered.sum()),
            "classes": int(sets.sum()), "sizes": np.bincount(sets.sum(1), minlength=p.shape[1] + 1).tolist(),
            "byClass": [[int((test_labels == k).sum()), int(covered[test_labels == k].sum()),
                         int(sets[test_labels == k].sum())] for k in range(p.shape[1])]}


def main():
    random = np.random.default_rng(11)
    cases, conformals = [], []
    settings = [("too sure", 250, 10, 3), ("unsure", 150, 10, 0.5), ("two classes", 100, 2, 1), ("few", 30, 3, 8)]
    drawn = [(title, softmax(z), labels) for title, n, classes, sure in settings
             for z, labels in [logits_and_labels(random, n, classes, sure)]]
    for title, p, labels in [*drawn, ("eighths", *eighths(random, 80, 4))]:
        t, likelihood, rows = temperature(p, labels)
        cases.append({"title": title, "classes": p.shape[1], "probabilities": [float(f"{x:.9g}") for x in p.reshape(-1)],
                      "labels": labels.tolist(), "temperature": t, "likelihood": likelihood,
                      "tempered": [float(f"{x:.9g}") for x in rows.reshape(-1)], "spread": spread(p, labels, 200, 5)})
    for n, classes in ((99, 4), (200, 10), (19, 3)):
        z, labels = logits_and_labels(random, n + 150, classes, 1.5)
        p = softmax(z)
        conformals.append({"classes": classes, "probabilities": [float(f"{x:.9g}") for x in p.reshape(-1)],
                           "labels": labels.tolist(), "calibration": n,
                           "cases": [conformal(p[:n], labels[:n], p[n:], labels[n:], e)
                                     for e in (0.01, 0.05, 0.1, 0.2, 0.5)]})
    ranges = [{"calibration": n, "test": m, "epsilon": e, "confidence": c,
               "low": int(found.ppf((1 - c) / 2)), "high": int(found.ppf((1 + c) / 2))}
              for n, m, e, c in ((99, 50, 0.1, 0.95), (1000, 1000, 0.1, 0.95), (1000, 10000, 0.1, 0.95), (1000, 10000, 0.01, 0.99),
                                 (19, 10, 0.05, 0.95), (50, 1, 0.4, 0.9), (5000, 10000, 0.25, 0.95), (9, 300, 0.5, 0.8))
              for rank in [n + 1 - int(np.floor(round((n + 1) * e, 9)))]
              for found in [scipy.stats.betabinom(m, rank, n + 1 - rank)]]
    golden.write("calibration.json", {"source": f"SciPy {scipy.__version__}, NumPy {np.__version__}"},
                 {"cases": cases, "conformals": conformals, "ranges": ranges})


if __name__ == "__main__":
    main()
