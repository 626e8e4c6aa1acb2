"""Writes snippets.json: what Keras says to the deck's snippets (web/labs/race/deck.js), and what `decay` was.

The snippets run as they stand, with what the slides around them have: images, labels, a model. Of what runs, the first
minibatches are trained, and the rates that Keras had are kept.
"""

import json
import os
import subprocess
import warnings
from pathlib import Path

os.environ.update(KERAS_BACKEND="jax", JAX_PLATFORMS="cpu")

import keras  # noqa: E402
import numpy as np  # noqa: E402

HERE = Path(__file__).parent
NODE = 'import("./web/labs/race/deck.js").then(({ snippets }) => console.log(JSON.stringify(snippets)))'
snippets = json.loads(subprocess.check_output(["node", "-e", NODE], cwd=HERE.parent.parent))

rng = np.random.default_rng(1)
X_train, y_train = rng.random((320, 28, 28), np.float32), rng.integers(0, 10, 320)


def network():
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dropout(0.2),
                             keras.layers.Dense(10, activation="softmax")])


def use(names):
    """Trains two epochs with what a snippet has defined: the rates in force after each, or the shape of what it predicts."""
    if "y_proba" in names:
        return {"shape": list(names["y_proba"].shape)}
    model = names.get("changed") or network()
    model.compile(optimizer=names.get("optimizer", keras.optimizers.SGD(0.01)), loss="sparse_categorical_crossentropy")
    rates = []
    seen = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: rates.append(float(np.asarray(model.optimizer.learning_rate))))
    callbacks = [*([names["lr_scheduler"]] if "lr_scheduler" in names else []), seen]
    model.fit(X_train, y_train, epochs=2, validation_split=0.1, verbose=0, callbacks=callbacks)
    return {"rates": rates}


def attempt(code):
    model = network()
    names = {"keras": keras, "np": np, "model": model, "X_train": X_train, "X_test_scaled": X_train[:7]}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(code, names)
            failed = []
        except Exception as error:
            failed = [f"{type(error).__name__}: {error}"]
    said = [f"{one.category.__name__}: {one.message}" for one in caught]
    if names["model"] is not model:
        names["changed"] = names["model"]
    return {"code": code, "raises": bool(failed), "says": "\n".join(said + failed), **({} if failed else use(names))}


# Keras 2, keras/optimizers.py, SGD.get_updates: lr * (1. / (1. + decay * iterations)).
STEPS = [0, 1, 2, 10, 100, 1000, 1569, 10000]
today = keras.optimizers.schedules.InverseTimeDecay(0.01, 1, 1e-4)
decay = {
    "learningRate": 0.01,
    "decay": 1e-4,
    "steps": STEPS,
    "keras2": [0.01 * (1.0 / (1.0 + 1e-4 * t)) for t in STEPS],
    "inverseTimeDecay": [float(today(t)) for t in STEPS],
}

result = {
    "keras": keras.__version__,
    "attempts": {one["id"]: [attempt(each["code"]) for each in one["attempts"]] for one in snippets},
    "decay": decay,
}
(HERE / "snippets.json").write_text(json.dumps(result, indent=1) + "\n")
