"""What the generators share: reading and writing the golden files."""

import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def read(name):
    with open(os.path.join(HERE, name)) as file:
        return json.load(file)


def write(name, head, items):
    """`head`, an object, and `items`, {key: list}: one item a line, so that diffs name the case."""
    compact = lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    fields = [f'"{key}":{compact(value)}' for key, value in head.items()]
    fields += [f'"{key}":[\n' + ",\n".join(map(compact, rows)) + "\n]" for key, rows in items.items()]
    with open(os.path.join(HERE, name), "w") as file:
        file.write("{" + ",\n".join(fields) + "}\n")


def digits(array):
    """Flat list with twelve significant digits: four more than float32 has, in two thirds of the bytes."""
    return [float(f"{x:.12g}") for x in array.reshape(-1).tolist()]
