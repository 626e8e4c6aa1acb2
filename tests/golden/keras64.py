"""Keras on JAX, in float64 throughout: import `keras` and `jax` from here."""

import os

os.environ.update(KERAS_BACKEND="jax", JAX_ENABLE_X64="1", JAX_PLATFORMS="cpu")

import jax  # noqa: E402  the environment must stand first
import keras  # noqa: E402
from keras.src.backend.common import dtypes  # noqa: E402

keras.config.set_floatx("float64")
# On JAX, Keras' type promotion ends by narrowing 64 bits to 32, whatever floatx says: tanh of a float64
# would be a float32.
dtypes.BIT64_TO_BIT32_DTYPE.pop("float64")
assert str(keras.ops.tanh(jax.numpy.ones(1)).dtype) == "float64"
