"""Seconds of one epoch of Keras' fit, on TensorFlow, as the slides have it.

    keras_epoch.py IMAGES LABELS OPTIMIZER BATCH COUNT
"""

import sys
import time

import keras
import numpy as np

images, labels, optimizer, batch, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
pixels = np.fromfile(images, dtype=np.uint8)[16:].reshape(-1, 784)[:count]
X = pixels.astype(np.float32) / 255
Y = np.fromfile(labels, dtype=np.uint8)[8:][:count].astype(np.int64)
layers = [(300, "relu"), (100, "relu"), (10, "softmax")]
model = keras.Sequential([keras.Input((784,)), *(keras.layers.Dense(n, activation=f) for n, f in layers)])
rule = {"momentum": keras.optimizers.SGD(0.01, momentum=0.9), "adam": keras.optimizers.Adam()}[optimizer]
model.compile(loss="sparse_categorical_crossentropy", optimizer=rule)
model.fit(X, Y, batch_size=batch, epochs=1, verbose=0)  # builds its graph
start = time.perf_counter()
model.fit(X, Y, batch_size=batch, epochs=1, verbose=0)
print(time.perf_counter() - start)
