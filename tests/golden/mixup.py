"""Writes mixup.json: quantiles of Beta(alpha, alpha) by SciPy, which tests/wasm/mixup.test.js holds the shares of mixed images to."""

import numpy as np
import scipy
from scipy import stats

import golden

LEVELS = np.arange(1, 100) / 100


def main():
    rows = [{"alpha": alpha, "quantiles": golden.digits(stats.beta.ppf(LEVELS, alpha, alpha))} for alpha in (0.1, 0.4, 1, 5)]
    golden.write("mixup.json", {"source": f"SciPy {scipy.__version__}"}, {"levels": LEVELS.round(2).tolist(), "rows": rows})


if __name__ == "__main__":
    main()
