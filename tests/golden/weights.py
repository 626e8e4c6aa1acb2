# Files of weights as Keras, PyTorch, NumPy and safetensors write them, and what those libraries predict with them:
# weights.test.js holds wasm/weights/ to them. Called twice, as few Pythons have both libraries:
#
#   weights.py keras      numpy, keras, h5py, safetensors
#   weights.py pytorch    numpy, torch, safetensors

import json
import os
import sys
import tempfile

import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights")
INPUTS, UNITS, CLASSES, IMAGES = 25, [6, 6, 6], 3, 8
images = np.random.default_rng(3).integers(0, 256, (IMAGES, INPUTS)).astype(np.uint8)
x = (images / 255).astype(np.float32)


def path(name):
    return os.path.join(FOLDER, name)


def randomize(random, shape, spread=0.5):
    return (spread * random.standard_normal(shape)).astype(np.float32)


def keras_files():
    os.environ["KERAS_BACKEND"] = "jax"
    import h5py
    import keras
    import safetensors.numpy

    model = keras.Sequential([keras.Input((INPUTS,))])
    for n, units in enumerate(UNITS):
        model.add(keras.layers.Dense(units))
        if n == 0:
            model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("relu"))
        model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(CLASSES, activation="softmax"))
    random = np.random.default_rng(1)
    model.set_weights([np.abs(randomize(random, w.shape)) if "variance" in w.path else randomize(random, w.shape) for w in model.weights])
    by_path = {w.path: np.asarray(w) for w in model.weights}
    np.savez(path("keras-paths.npz"), **by_path)
    np.savez_compressed(path("keras-list.npz"), *model.get_weights())
    safetensors.numpy.save_file(by_path, path("keras.safetensors"))
    with tempfile.TemporaryDirectory() as scratch:
        file = os.path.join(scratch, "model.weights.h5")
        model.save_weights(file)
        arrays = {}
        with h5py.File(file) as h5:
            h5.visititems(lambda name, item: arrays.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
        np.savez(path("keras-h5.npz"), **arrays)
    return np.asarray(model(x, training=False)), f"keras {keras.__version__}"


def torch_files():
    import safetensors.torch
    import torch
    from torch import nn

    layers, inputs = [], INPUTS
    for n, units in enumerate(UNITS):
        layers.append(nn.Linear(inputs, units))
        if n == 0:
            layers.append(nn.BatchNorm1d(units, eps=1e-3))
        layers += [nn.ReLU(), nn.Dropout(0.2)]
        inputs = units
    model = nn.Sequential(*layers, nn.Linear(inputs, CLASSES)).eval()
    random = np.random.default_rng(2)
    state = model.state_dict()
    for name, value in state.items():
        if value.is_floating_point():
            new = randomize(random, tuple(value.shape))
            state[name] = torch.from_numpy(np.abs(new) if "running_var" in name else new)
    model.load_state_dict(state)
    arrays = {name: value.numpy() for name, value in state.items()}
    safetensors.torch.save_file(state, path("torch.safetensors"))
    np.savez_compressed(path("torch.npz"), **arrays)
    np.savez(path("torch-float64.npz"), **{name: a.astype(np.float64) for name, a in arrays.items()})
    # A transposed view: NumPy keeps it in Fortran's order.
    np.savez(path("torch-fortran.npz"), **{name: np.asfortranarray(a) for name, a in arrays.items()})
    for name, kind in (("half", torch.float16), ("bfloat16", torch.bfloat16)):
        small = {k: v.to(kind) if v.is_floating_point() else v for k, v in state.items()}
        safetensors.torch.save_file(small, path(f"torch-{name}.safetensors"))
    torch.save(state, path("torch-pickle.pt"))
    with torch.no_grad():
        return torch.softmax(model(torch.from_numpy(x)), 1).numpy(), f"torch {torch.__version__}"


library = sys.argv[1]
probabilities, version = {"keras": keras_files, "pytorch": torch_files}[library]()
file = path("weights.json")
golden = json.load(open(file)) if os.path.exists(file) else {}
golden["images"] = images.ravel().tolist()
golden[library] = {"version": version, "probabilities": probabilities.astype(float).ravel().tolist()}
with open(file, "w") as out:
    json.dump(golden, out)
    out.write("\n")
