"""Descenso's trainer in Python: the very module that browsers run, `wasm/descenso.wasm`, through wasmtime.

    pip install wasmtime numpy

The functions are those of src/api/api.h, which says what they take; an address in the module's memory is a number. The same spec
gives the same weights here as in Node and in any browser, to the bit: compare weights_hash().
"""

import gzip
import json
import struct
from pathlib import Path

import numpy as np
import wasmtime

ROOT = Path(__file__).resolve().parent.parent
STATUSES = ("running", "done", "stopped-early", "diverged")
STEPS_PER_CALL = 64


class DescensoError(ValueError):
    """What the module refuses; its message names the key of the spec, the allowed range and the value."""


class Module:
    """descenso.wasm with a memory of its own."""

    def __init__(self, wasm=ROOT / "wasm" / "descenso.wasm"):
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        linker = wasmtime.Linker(engine)
        # The only import tells that memory has grown, and nothing here keeps a view of it.
        grown = wasmtime.FuncType([wasmtime.ValType.i32()], [])
        linker.define_func("env", "emscripten_notify_memory_growth", grown, lambda _: None)
        instance = linker.instantiate(self.store, wasmtime.Module.from_file(engine, str(wasm)))
        self.exports = instance.exports(self.store)
        self.memory = self.exports["memory"]
        if "_initialize" in self.exports:
            self.exports["_initialize"](self.store)

    def call(self, name, *arguments):
        return self.exports[f"descenso_{name}"](self.store, *arguments)

    def write(self, data):
        """Copies bytes into the module; gives their address, for release()."""
        at = self.allocate(len(data))
        self.memory.write(self.store, data, at)
        return at

    def allocate(self, size):
        at = self.call("allocate", size) & 0xFFFFFFFF
        if not at:
            raise self.error()
        return at

    def release(self, *addresses):
        for at in addresses:
            self.call("release", at)

    def read(self, at, size):
        return bytes(self.memory.read(self.store, at, at + size))

    def take(self, size, fill):
        """What a call writes into memory of that size."""
        at = self.allocate(size)
        try:
            fill(at)
            return self.read(at, size)
        finally:
            self.release(at)

    def string(self, at):
        text = bytearray()
        while (chunk := self.read(at + len(text), 1)) != b"\0":
            text += chunk
        return text.decode()

    def text(self, name, *arguments, capacity=1 << 20):
        """What a call prints."""
        return self.take(capacity, lambda at: self.call(name, *arguments, at, capacity)).split(b"\0")[0].decode()

    def error(self):
        return DescensoError(self.string(self.call("error_message")))

    def handle(self, name, *arguments):
        """The handle that a call gives; an error where it refuses."""
        made = self.call(name, *arguments)
        if not made:
            raise self.error()
        return made

    def check(self, status):
        if status:
            raise self.error()

    def catalog(self):
        """Every optimizer, schedule and field of a spec, with its range and defaults."""
        return json.loads(self.text("catalog"))

    def spec(self, spec):
        """A handle of the full spec: nested dictionaries as a list of paths and values (src/run/document.h)."""
        leaves = list(_leaves(spec))
        data = struct.pack("<I", len(leaves))
        for path, kind, number, text in leaves:
            data += struct.pack("<I", len(path)) + path.encode() + struct.pack("<IdI", kind, number, len(text)) + text
        at = self.write(data)
        try:
            return self.handle("spec_create", at, len(data))
        finally:
            self.release(at)

    def dataset(self, images, labels, classes=10):
        """A handle of images [n, rows, columns] and labels [n], both of bytes."""
        n, rows, columns = images.shape
        pixels, classes_at = self.write(images.tobytes()), self.write(labels.tobytes())
        try:
            return self.handle("dataset_create", pixels, classes_at, n, rows, columns, classes)
        finally:
            self.release(pixels, classes_at)


def _leaves(value, path=""):
    """Kinds as api.h numbers them: 0 number, 1 flag, 2 text, 3 {}, 4 [], 5 null."""
    if isinstance(value, dict):
        if not value and path:
            yield path, 3, 0.0, b""
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, (list, tuple)):
        if not value:
            yield path, 4, 0.0, b""
        for n, item in enumerate(value):
            yield from _leaves(item, f"{path}[{n}]")
    elif value is None:
        yield path, 5, 0.0, b""
    elif isinstance(value, str):
        yield path, 2, 0.0, value.encode()
    else:
        yield path, int(isinstance(value, bool)), float(value), b""


class Experiment:
    """A run: a network, its optimizer and its datasets, trained step by step."""

    def __init__(self, module, spec, train, validation=0):
        self.module = module
        resolved = module.spec(spec)
        try:
            self.handle = module.handle("experiment_create", resolved, 0, train, validation)
        finally:
            module.call("spec_free", resolved)
        self.spec = json.loads(module.text("experiment_spec", self.handle))

    def _state(self):
        return struct.unpack("<8d", self.module.take(64, lambda at: self.module.call("experiment_state", self.handle, at)))

    @property
    def status(self):
        return STATUSES[int(self._state()[6])]

    def run_steps(self, n):
        """Takes up to n steps; gives the loss of each minibatch [steps taken]."""
        losses = []
        for left in range(n, 0, -STEPS_PER_CALL):
            wanted, taken = min(left, STEPS_PER_CALL), []
            size = 24 * wanted  # three float64 a step: loss, penalty, learning rate
            records = self.module.take(size, lambda at: taken.append(self.module.call("experiment_run", self.handle, wanted, at)))
            losses.append(np.frombuffer(records).reshape(-1, 3)[: taken[0], 0])
            if taken[0] < wanted:
                break
        return np.concatenate(losses) if losses else np.empty(0)

    def epochs(self):
        """A row for each epoch that has ended: epoch, training loss, validation loss, validation accuracy, penalty."""
        call = self.module.call
        size = 64  # eight float64 an epoch, of which the first five are given
        rows = [self.module.take(size, lambda at: call("experiment_epoch", self.handle, n, at)) for n in range(int(self._state()[4]))]
        return [struct.unpack("<8d", row)[:5] for row in rows]

    def evaluate(self, dataset, classes=10):
        """Loss and accuracy over a dataset."""
        size = 4 * classes * classes
        check = lambda at: self.module.check(self.module.call("experiment_evaluate", self.handle, dataset, at + 16, at))
        return struct.unpack("<2d", self.module.take(16 + size, check)[:16])

    def parameters(self):
        """Copies of all parameters by name; a kernel is [inputs, outputs], as Keras has it."""
        call, take, found = self.module.call, self.module.take, {}
        for n in range(call("tensor_count", self.handle)):
            name = take(32, lambda at: call("tensor_name", self.handle, n, at, 32)).split(b"\0")[0].decode()
            shape = [side for side in struct.unpack("<2I", take(8, lambda at: call("tensor_shape", self.handle, n, at))) if side]
            values = take(4 * int(np.prod(shape)), lambda at: call("tensor_read", self.handle, 0, n, at))
            found[name] = np.frombuffer(values, "<f4").reshape(shape)
        return found

    def weights_hash(self):
        """SHA-256 of all parameters, as `descenso train` prints it."""
        return self.module.take(65, lambda at: self.module.call("weights_hash", self.handle, at))[:64].decode()

    def free(self):
        """Gives the memory back."""
        self.module.call("experiment_free", self.handle)
        self.handle = 0


def read_idx(path):
    """A file of Fashion-MNIST, gzipped or not: bytes [n, …]."""
    data = Path(path).read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    shape = struct.unpack_from(f">{data[3]}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def load_datasets(module, spec, folder=ROOT / "web" / "data" / "starter"):
    """Handles of train, validation and test, split as a spec says: the first images to train, the last to validate."""
    images, labels = (read_idx(Path(folder) / f"train-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1"))
    size, validation = spec["data"]["trainSize"], spec["data"]["validationSize"]
    parts = [module.dataset(images[:size], labels[:size])]
    parts.append(module.dataset(images[len(images) - validation :], labels[len(labels) - validation :]) if validation else 0)
    test = (read_idx(Path(folder) / f"t10k-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1"))
    return (*parts, module.dataset(*test))
