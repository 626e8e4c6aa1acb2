"""Seconds of Monte Carlo dropout's passes over a file of images in PyTorch, on OMP_NUM_THREADS threads: the yardstick.

    montecarlo.py IMAGES PASSES BATCH
"""

import os
import sys
import time

import numpy as np
import torch
from torch import nn

images, passes, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(1)
pixels = np.fromfile(images, dtype=np.uint8)[16:].reshape(-1, 784)
X = torch.from_numpy(pixels.astype(np.float32) / 255)

network = nn.Sequential(
    nn.Dropout(0.2), nn.Linear(784, 300), nn.ELU(),
    nn.Dropout(0.2), nn.Linear(300, 100), nn.ELU(),
    nn.Dropout(0.2), nn.Linear(100, 10), nn.Softmax(1),
)  # fmt: skip
network.train()  # keeps dropout on


@torch.no_grad()
def predict(times):
    """Mean and deviation of each image's probabilities, without keeping the passes."""
    for rows in X.split(batch):
        total, squares = torch.zeros(len(rows), 10), torch.zeros(len(rows), 10)
        for _ in range(times):
            p = network(rows)
            total += p
            squares += p * p
        mean = total / times
        (squares / times - mean * mean).clamp(min=0).sqrt()


predict(2)  # lets oneDNN choose its kernels
start = time.perf_counter()
predict(passes)
print(time.perf_counter() - start)
