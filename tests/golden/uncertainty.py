"""Writes uncertainty.json: what probabilities are worth, by scikit-learn and SciPy where they have the number,
else by NumPy from the definition, all in float64 on float32 probabilities.

The calibration error and the curve of accuracy against coverage are written from their definitions, one bin
and one threshold at a time; the bins are held to scikit-learn's reliability diagram.
"""

import numpy as np
import scipy.special
import scipy.stats
import sklearn
import sklearn.calibration
import sklearn.metrics

import golden

LEAST = 2.0 ** -126  # a probability below counts as that in the likelihood


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return (e / e.sum(1, keepdims=True)).astype(np.float32)


def logits_and_labels(random, n, classes, sure):
    """Classes that are told apart now and then, by a classifier that is surer than it should be."""
    labels = random.integers(classes, size=n)
    z = random.normal(size=(n, classes)) + 1.5 * np.eye(classes)[labels]
    return sure * z, labels


def eighths(random, n, classes):
    """Probabilities in eighths, so that many are equally sure, on the bounds of bins, or 0."""
    counts = random.multinomial(8, np.full(classes, 1 / classes), size=n)
    return (counts / 8).astype(np.float32), random.integers(classes, size=n)


def calibration(confidence, right, bins):
    """A bin a row: how many, their mean confidence, their accuracy (null where there is none); and the error."""
    rows, error = [], 0.0
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            rows.append([int(inside.sum()), confidence[inside].mean(), right[inside].mean()])
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
        else:
            rows.append([0, None, None])
    return rows, error


def coverage_accuracies(confidence, right):
    """The accuracy of the k surest for every k; of those as sure as the last of them, the mean share."""
    listed = []
    for k in range(1, len(right) + 1):
        threshold = np.sort(confidence)[-k]
        above, equal = confidence > threshold, confidence == threshold
        listed.append((right[above].sum() + (k - above.sum()) * right[equal].mean()) / k)
    return np.array(listed)


def case(title, probabilities, labels, bins=15):
    p = probabilities.astype(np.float64)
    n, classes = p.shape
    predicted, confidence = p.argmax(1), p.max(1)
    right = (predicted == labels).astype(np.float64)
    of_label = p[np.arange(n), labels]
    likelihood = -np.log(np.maximum(of_label, LEAST)).mean()
    names = list(range(classes))
    rows = p / p.sum(1, keepdims=True)  # scikit-learn wants sums of 1 in float64
    if of_label.min() > 1e-15:  # its own bound is 2^-52
        assert abs(sklearn.metrics.log_loss(labels, rows, labels=names) - likelihood) < 1e-6
    brier = ((p - np.eye(classes)[labels]) ** 2).sum(1).mean()
    assert abs(sklearn.metrics.brier_score_loss(labels, rows, labels=names, scale_by_half=False) - brier) < 1e-6
    rows, error = calibration(confidence, right, bins)
    # Scikit-learn's reliability diagram has the same bins, those that are not empty.
    shares, means = sklearn.calibration.calibration_curve(right, confidence, n_bins=bins, strategy="uniform")
    full = np.array([[mean, share] for count, mean, share in rows if count])
    assert np.allclose(full, np.c_[means, shares], rtol=0, atol=1e-12), title
    accuracies = coverage_accuracies(confidence, right)
    digits = lambda x: None if x is None else float(f"{x:.16g}")
    return {
        "title": title, "classes": classes, "binCount": bins,
        "probabilities": [float(f"{x:.9g}") for x in probabilities.reshape(-1)], "labels": labels.tolist(),
        "accuracy": digits(sklearn.metrics.accuracy_score(labels, predicted)),
        "negativeLogLikelihood": digits(likelihood), "brier": digits(brier),
        "expectedCalibrationError": digits(error), "bins": [[digits(x) for x in row] for row in rows],
        "coverageAccuracy": [digits(x) for x in accuracies], "coverageArea": digits(accuracies.mean()),
        "entropies": [digits(x) for x in -scipy.special.xlogy(p, p).sum(1)],
    }


def roc(title, positives, negatives):
    truth = np.r_[np.ones(len(positives)), np.zeros(len(negatives))]
    area = sklearn.metrics.roc_auc_score(truth, np.r_[positives, negatives])
    return {"title": title, "positives": golden.digits(positives), "negatives": golden.digits(negatives),
            "area": float(area)}


def mcnemar(only_a, only_b):
    n = only_a + only_b
    p = scipy.stats.binomtest(only_a, n, 0.5).pvalue if n else 1.0
    return {"onlyA": only_a, "onlyB": only_b, "p": float(p)}


def normal_numbers(random, n, mean):
    """Rounded as it is written, so that the library ranks what the engine will."""
    return np.array(golden.digits(random.normal(mean, size=n)))


def main():
    random = np.random.default_rng(5)
    cases = []
    settings = [("ten classes, too sure", 250, 10, 3, 15), ("ten classes, unsure", 150, 10, 0.5, 15),
                ("two classes, ten bins", 100, 2, 1, 10), ("hardly a doubt", 60, 3, 60, 15)]
    for title, n, classes, sure, bins in settings:
        z, labels = logits_and_labels(random, n, classes, sure)
        cases.append(case(title, softmax(z), labels, bins))
    for bins in (15, 8, 1):
        p, labels = eighths(random, 120, 4)
        cases.append(case(f"eighths, {bins} bins", p, labels, bins))
    round_to = lambda x, step: np.round(x / step) * step
    normal = lambda n, mean: normal_numbers(random, n, mean)
    rocs = [roc("apart", normal(80, 1), normal(120, 0)), roc("alike", normal(60, 0), normal(60, 0)),
            roc("many ties", round_to(normal(90, 0.5), 0.5), round_to(normal(70, 0), 0.5)),
            roc("one each", np.array([2.0]), np.array([3.0])), roc("all equal", np.ones(5), np.ones(7))]
    pairs = [(0, 0), (0, 1), (1, 0), (0, 6), (5, 5), (3, 4), (10, 2), (25, 7), (121, 59), (300, 260), (1234, 1100),
             (30000, 29500), (20000, 20001), (0, 900), (3, 990)]
    golden.write("uncertainty.json", {"source": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}"},
                 {"cases": cases, "rocs": rocs, "mcnemars": [mcnemar(a, b) for a, b in pairs]})


if __name__ == "__main__":
    main()
