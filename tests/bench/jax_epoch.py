"""Seconds of one epoch in JAX: the whole epoch is one jitted scan over minibatches that are on the device.

    jax_epoch.py IMAGES LABELS OPTIMIZER BATCH COUNT
"""

import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

images, labels, optimizer, batch, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
pixels = np.fromfile(images, dtype=np.uint8)[16:].reshape(-1, 784)[:count]
X = jnp.asarray(pixels.astype(np.float32) / 255)
Y = jnp.asarray(np.fromfile(labels, dtype=np.uint8)[8:][:count].astype(np.int32))
random = np.random.default_rng(1)
sizes = [784, 300, 100, 10]
weights = [
    (jnp.asarray(random.normal(0, (2 / i) ** 0.5, (i, o)), dtype=jnp.float32), jnp.zeros(o))
    for i, o in zip(sizes, sizes[1:])
]


def loss(w, x, y):
    for kernel, bias in w[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    scores = x @ w[-1][0] + w[-1][1]
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(scores), y[:, None], 1))


def momentum(w, state, g):
    velocity = jax.tree.map(lambda v, d: 0.9 * v - 0.01 * d, state, g)
    return jax.tree.map(jnp.add, w, velocity), velocity


def adam(w, state, g):
    m, s, t = state
    t = t + 1
    m = jax.tree.map(lambda a, d: 0.9 * a + 0.1 * d, m, g)
    s = jax.tree.map(lambda a, d: 0.999 * a + 0.001 * d * d, s, g)
    rate = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return jax.tree.map(lambda a, p, q: a - rate * p / (jnp.sqrt(q) + 1e-7), w, m, s), (m, s, t)


zeros = jax.tree.map(jnp.zeros_like, weights)
rule, state = {"momentum": (momentum, zeros), "adam": (adam, (zeros, zeros, jnp.float32(0)))}[optimizer]


@jax.jit
def epoch(w, state, order):
    def step(carry, chosen):
        w, state = carry
        value, g = jax.value_and_grad(loss)(w, X[chosen], Y[chosen])
        return rule(w, state, g), value

    return jax.lax.scan(step, (w, state), order)


def order():
    return jnp.asarray(random.permutation(len(X))[: len(X) // batch * batch].reshape(-1, batch))


jax.block_until_ready(epoch(weights, state, order()))  # compiles
chosen = order()
start = time.perf_counter()
jax.block_until_ready(epoch(weights, state, chosen))
print(time.perf_counter() - start)
