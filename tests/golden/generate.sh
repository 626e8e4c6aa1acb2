#!/bin/sh
# Computes the golden numbers again, in float64, with libraries that share no code with the engine. The
# numbers are committed; this is needed only when a case is added. Two Pythons, as few have both libraries:
#
#   PYTORCH  has torch:          apt-get install python3-torch         (1.13)
#   KERAS    has keras and jax:  python3 -m venv DIR && DIR/bin/pip install keras==3.15.1 jax==0.10.2
#            and for uncertainty.py and calibration.py  DIR/bin/pip install scikit-learn==1.9.1
#            for statistics.py        DIR/bin/pip install statsmodels==0.14.6
#
#   PYTORCH=/usr/bin/python3 KERAS=DIR/bin/python tests/golden/generate.sh [only these optimizers …]
set -eu
cd "$(dirname "$0")"
: "${PYTORCH:=/usr/bin/python3}" "${KERAS:?the Python that has Keras}"
export OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1

if [ $# -eq 0 ]; then
  "$PYTORCH" problem.py          # the network, images and minibatches that all cases share
  "$PYTORCH" network.py          # losses, gradients and predictions
  "$PYTORCH" regularization.py   # penalties, norms, dropout, batch normalization
  "$PYTORCH" averages.py         # averages of weights
  "$PYTORCH" depth.py            # deep networks, residual, smoothed labels; Hessian-vector products, eigenvalues
  "$PYTORCH" landscape.py        # planes through weights, and losses on them
  "$PYTORCH" surfaces.py         # ways over surfaces
  "$PYTORCH" race.py ../../web/data/starter # what six optimizers reach on the starter set
  "$KERAS" uncertainty.py        # scores of predictions
  "$KERAS" calibration.py        # temperatures, intervals of calibration errors, conformal sets
  "$KERAS" statistics.py         # quantiles, intervals and tests of means and shares
  "$KERAS" mixup.py              # quantiles of Beta distributions
  "$KERAS" snippets.py           # what Keras says to the slides' code (Node too)
  "$KERAS" weights.py keras      # files of weights as libraries write them (h5py and safetensors too)
  "$PYTORCH" weights.py pytorch  # (safetensors too)
  "$KERAS" schedules.py keras
  "$PYTORCH" schedules.py formula pytorch
fi
"$KERAS" optimizers.py keras "$@"
"$PYTORCH" optimizers.py slides pytorch "$@"
"$PYTORCH" optimizers.py check "$@" # every case again, by the rule as we understand it
