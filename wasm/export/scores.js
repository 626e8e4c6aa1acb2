// scores.js: what predictions are worth, in NumPy: what src/math/uncertainty.c computes.

/** Accuracy, negative log-likelihood, expected calibration error, Brier score. */
export const SCORES = `
def scores(probabilities, labels, bins=15):
    """Accuracy, negative log-likelihood (nats), expected calibration error and Brier score."""
    p = np.asarray(probabilities, np.float64)
    confidence, right = p.max(1), p.argmax(1) == labels
    place = np.clip(np.ceil(confidence * bins) - 1, 0, bins - 1)
    gaps = [abs((right[place == b] - confidence[place == b]).sum()) for b in range(bins)]
    likelihood = p[np.arange(len(p)), labels]
    return {
        "accuracy": right.mean(),
        "nll": -np.log(np.maximum(likelihood, 2.0**-126)).mean(),
        "ece": sum(gaps) / len(p),
        "brier": (p**2).sum(1).mean() - 2 * likelihood.mean() + 1,
    }
`;

/** Prints them, in one line. */
export const REPORT = `
def report(name, probabilities, labels):
    """Prints what predictions are worth."""
    print(name, *(f"{key} {value:.4f}" for key, value in scores(probabilities, labels).items()))
`;

/** Of the mean probabilities of several networks. What is below float32's least normal number counts as that, as in src/math/score.c. */
export const ENSEMBLE_LOSS =
  'loss = -np.log(np.maximum(mean[np.arange(len(mean)), data["test"][1]], 2.0**-126)).mean()';
