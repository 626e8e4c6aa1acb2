"""Seconds of one epoch in PyTorch, on as many threads as OMP_NUM_THREADS says: the bench's yardstick. Reads raw IDX files.

    epoch.py IMAGES LABELS OPTIMIZER BATCH COUNT
"""

import os
import sys
import time

import numpy as np
import torch
from torch import nn

images, labels, optimizer, batch, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(1)
pixels = np.fromfile(images, dtype=np.uint8)[16:].reshape(-1, 784)[:count]
X = torch.from_numpy(pixels.astype(np.float32) / 255)
Y = torch.from_numpy(np.fromfile(labels, dtype=np.uint8)[8:][:count].astype(np.int64))

network = nn.Sequential(nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, 10))
criterion = nn.CrossEntropyLoss()
rule = {
    "momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p),
}[optimizer](network.parameters())


def train(steps):
    order = torch.randperm(len(X))
    for first in range(0, steps * batch, batch):
        chosen = order[first:first + batch]
        rule.zero_grad()
        criterion(network(X[chosen]), Y[chosen]).backward()
        rule.step()


train(100)  # lets oneDNN choose its kernels
start = time.perf_counter()
train(-(-len(X) // batch))
print(time.perf_counter() - start)
