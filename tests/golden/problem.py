"""Writes problem.json: the small network and the data on which all optimizers are compared."""

import numpy as np

import golden

ROWS, COLUMNS, CLASSES = 3, 4, 3
IMAGES, OTHER_IMAGES = 24, 6
# 0 in all training images: its weights get no gradient, and "standard" scaling meets a deviation of 0.
BLANK_PIXEL = 5
BATCH_SIZES = [8, 1, 5, 24]  # below, at and across the sizes that kernels work in
STEPS = 30


def images_of(random, count):
    """Each class is bright in rows of its own, so that there is something to learn; the rest is noise."""
    labels = random.integers(0, CLASSES, count)
    images = random.integers(0, 160, (count, ROWS, COLUMNS))
    images[np.arange(count), labels % ROWS] += 90
    return images.reshape(count, -1), labels


def dense_parameters(random, widths):
    """Kernels of He's deviation and biases that are not 0, in multiples of 1/1024: exact in float32."""
    parameters = []
    for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:]), 1):
        kernel = random.normal(0, (2 / inputs) ** 0.5, (inputs, outputs))
        bias = random.normal(0, 0.1, outputs)
        for name, values in (("kernel", kernel), ("bias", bias)):
            values = np.round(values * 1024) / 1024
            parameters.append({"name": f"dense{layer}/{name}", "shape": list(values.shape),
                               "values": values.reshape(-1).tolist()})
    return parameters


def main():
    random = np.random.default_rng(2024)
    images, labels = images_of(random, IMAGES)
    images[:, BLANK_PIXEL] = 0
    other_images, other_labels = images_of(random, OTHER_IMAGES)
    sizes = [BATCH_SIZES[step % len(BATCH_SIZES)] for step in range(STEPS)]
    batches = [random.permutation(IMAGES)[:size].tolist() for size in sizes]
    head = {
        "rows": ROWS, "columns": COLUMNS, "classes": CLASSES,
        "images": images.reshape(-1).tolist(), "labels": labels.tolist(),
        "otherImages": other_images.reshape(-1).tolist(), "otherLabels": other_labels.tolist(),
        "layers": [{"units": 7, "activation": "relu"}, {"units": 5, "activation": "tanh"},
                   {"units": CLASSES, "activation": "softmax"}],
    }
    golden.write("problem.json", head, {
        "parameters": dense_parameters(random, [ROWS * COLUMNS, 7, 5, CLASSES]),
        "batches": batches,
    })


if __name__ == "__main__":
    main()
