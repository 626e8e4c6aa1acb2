"""Runs exported scripts with the engine's random numbers, and prints what they came to, a JSON line each.

    follow.py pytorch|keras|jax SCRIPTS INPUTS DATA NAME …

A script runs as it is, from its main(). Only where it draws random numbers it gets the engine's: initial weights
(its own --weights), the order of the minibatches, dropout's masks, augmented images. What Keras' and PyTorch's own
dropout make of a mask is here in their place: these two lines are not the library's.
"""

import contextlib
import importlib.util
import io
import json
import os
import re
import sys
from pathlib import Path
from unittest import mock

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np  # noqa: E402  the environment must stand first

SELU_LIMIT = -1.7580993408473766


class Enough(Exception):
    """All that was drawn is used up: what comes after is not compared."""


class Mixture:
    """What mixup asks NumPy for a minibatch."""

    def __init__(self, share, partners):
        self.share, self.partners = float(share), partners

    def beta(self, *_):
        return self.share

    def permutation(self, n):
        assert n == len(self.partners)
        return self.partners


class Drawn:
    """The engine's random numbers, in the order in which it used them."""

    def __init__(self, folder):
        with np.load(folder / "inputs.npz") as arrays:
            self.orders = list(arrays["orders"])
            self.masks = [arrays[name] for name in sorted(arrays) if name.startswith("mask")]
            self.images, partners = (
                [arrays[f"{kind}{step}"] for step in range(sum(n.startswith(kind) for n in arrays))]
                for kind in ("images", "partners"))
            self.mixtures = [Mixture(*drawn) for drawn in zip(arrays.get("shares", ()), partners)]
        self.drops = bool(self.masks)

    def order(self, *_):
        if not self.orders:
            raise Enough
        return self.orders.pop(0)

    def mask(self):
        return self.masks.pop(0) if self.masks else None

    def image(self, *_):
        return self.images.pop(0)


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def alpha(y, kept, p):
    a = ((1 - p) * (1 + p * SELU_LIMIT**2)) ** -0.5
    return a * (y * kept + SELU_LIMIT * (1 - kept)) - a * p * SELU_LIMIT


def recorded(module, name, into, values):
    """The module's function, which tells what it gave."""
    inner = getattr(module, name)

    def outer(*args, **options):
        result = inner(*args, **options)
        into.append(values(result))
        return result

    return mock.patch.object(module, name, outer)


def follow_pytorch(module, drawn, out, stack):
    import torch
    from torch.nn import functional

    def dropping(rule, own):
        def drop(y, p=0.5, training=True, inplace=False):
            kept = drawn.mask() if training else None
            return own(y, p, training, inplace) if kept is None else rule(y, torch.tensor(kept, dtype=y.dtype), p)
        return drop

    rand_like = torch.rand_like

    def rand(y):
        kept = drawn.mask()
        return rand_like(y) if kept is None else torch.tensor(kept, dtype=y.dtype)

    stack.enter_context(mock.patch.multiple(
        functional, dropout=dropping(lambda y, kept, p: y * kept / (1 - p), functional.dropout),
        alpha_dropout=dropping(alpha, functional.alpha_dropout)))
    stack.enter_context(mock.patch.multiple(
        torch, randperm=lambda n: torch.tensor(drawn.order(), dtype=torch.int64), rand_like=rand,
        randint=lambda n, size: torch.arange(n)))
    stack.enter_context(recorded(module, "train_step", out["losses"], float))
    stack.enter_context(recorded(module, "evaluate", out["epochs"], lambda r: [float(r[0]), float(r[1])]))


def follow_keras(module, drawn, out, stack):
    import keras
    from keras.src import backend
    from keras.src.layers.regularization import alpha_dropout

    class Ours(keras.utils.PyDataset):
        """The minibatches that the script would take, in the engine's order."""

        def __init__(self, x, y, size, scale):
            super().__init__()
            self.x, self.y, self.size, self.scale = x, y, size, scale
            self.epoch = 0  # the recorder's: Keras ends an epoch of its own before the first

        def __len__(self):
            return -(-len(self.x) // self.size)

        def __getitem__(self, i):
            batch = drawn.orders[self.epoch][i * self.size : (i + 1) * self.size]
            step = self.epoch * len(self) + i
            x = self.x[batch] if self.scale is None else self.scale(drawn.images[step])
            y = self.y[batch]
            return module.mixup(x, y, drawn.mixtures[step]) if drawn.mixtures else (x, y)

    class Recorder(keras.callbacks.Callback):
        """The loss of every minibatch, of the data alone, from Keras' mean over the epoch so far."""

        stepping = False  # Keras builds the model by calls of its own

        def __init__(self, data):
            super().__init__()
            self.data = data

        def on_epoch_begin(self, epoch, logs=None):
            self.data.epoch = epoch
            self.total = self.samples = 0

        def on_train_batch_begin(self, batch, logs=None):
            Recorder.stepping = True

        def on_train_batch_end(self, batch, logs=None):
            Recorder.stepping = False
            n = min(module.BATCH_SIZE, module.TRAIN_SIZE - batch * module.BATCH_SIZE)
            self.samples += n
            loss = logs.get("smoothed_cross_entropy", logs.get("cross_entropy", logs["loss"]))
            total = loss * self.samples
            out["losses"].append((total - self.total) / n)
            self.total = total

        def on_epoch_end(self, epoch, logs=None):
            if "val_loss" in logs:
                out["epochs"].append([logs.get("val_cross_entropy", logs["val_loss"]), logs["val_accuracy"]])

    own_fit, fitted = keras.Model.fit, []

    def fit(model, x, y=None, batch_size=None, callbacks=(), **options):
        if y is None:
            data = Ours(x.x, x.y, module.BATCH_SIZE, getattr(x, "scale", None))
        else:
            data = Ours(x, y, batch_size, None)
        if fitted:
            raise Enough
        fitted.append(model)
        model.run_eagerly = drawn.drops
        return own_fit(model, data, shuffle=False, callbacks=[*callbacks, Recorder(data)], **options)

    own_dropout = backend.random.dropout

    def dropout(y, rate, noise_shape=None, seed=None):
        kept = drawn.mask() if Recorder.stepping else None
        return own_dropout(y, rate, noise_shape, seed) if kept is None else y * kept.astype("float32") / (1 - rate)

    def uniform(own):
        def draw(shape, *args, **options):
            if not Recorder.stepping or not drawn.masks:
                return own(shape, *args, **options)
            return keras.ops.convert_to_tensor(drawn.mask(), "float32")
        return draw

    stack.enter_context(mock.patch.object(keras.Model, "fit", fit))
    stack.enter_context(mock.patch.object(backend.random, "dropout", dropout))
    for place in (keras.random, alpha_dropout.ops.random):
        stack.enter_context(mock.patch.object(place, "uniform", uniform(place.uniform)))
    stack.enter_context(mock.patch.object(np.random, "default_rng", lambda seed: Stub(np.arange)))


class Stub:
    """Where a script asks NumPy."""

    def __init__(self, permutation):
        self.permutation = permutation

    def integers(self, n, size):
        return np.arange(n)


def follow_jax(module, drawn, out, stack):
    import jax

    own = jax.random.bernoulli

    def bernoulli(key, p, shape):
        kept = drawn.mask()
        return own(key, p, shape) if kept is None else jax.numpy.asarray(kept, bool)

    if drawn.drops:
        stack.enter_context(jax.disable_jit())
    stack.enter_context(mock.patch.object(jax.random, "bernoulli", bernoulli))
    stack.enter_context(mock.patch.object(np.random, "default_rng", lambda seed: Stub(drawn.order)))
    if hasattr(module, "augment"):
        stack.enter_context(mock.patch.object(module, "augment", drawn.image))
    stack.enter_context(recorded(module, "train_step", out["losses"], lambda r: float(r[-1])))
    stack.enter_context(recorded(module, "evaluate", out["epochs"], lambda r: [float(r[0]), float(r[1])]))


FOLLOW = {"pytorch": follow_pytorch, "keras": follow_keras, "jax": follow_jax}


def run(library, script, inputs, data):
    module, drawn = load(script), Drawn(inputs)
    out = {"name": script.stem, "losses": [], "epochs": [], "test": None}
    if library == "pytorch" and hasattr(module, "augment"):
        module.augment = drawn.image
    if library != "keras" and hasattr(module, "mixup"):
        mixup = module.mixup
        module.mixup = lambda x, y, _: mixup(x, y, drawn.mixtures.pop(0))
    printed = io.StringIO()
    with contextlib.ExitStack() as stack:
        FOLLOW[library](module, drawn, out, stack)
        stack.enter_context(contextlib.redirect_stdout(printed))
        with contextlib.suppress(Enough):
            module.main(folder=data, weights=inputs / "weights.npz")
    found = re.search(r"test loss ([\d.]+), accuracy ([\d.]+)", printed.getvalue())
    out["test"] = found and [float(found[1]), float(found[2])]
    out["printed"] = printed.getvalue()
    return out


def main(library, scripts, inputs, data, *names):
    for name in names:
        print(json.dumps(run(library, Path(scripts) / f"{name}.py", Path(inputs) / name, data)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
