"""Writes race.json: what PyTorch reaches in the race of the page, the floor that every optimizer must reach here.

    race.py DIRECTORY    with PyTorch; DIRECTORY has the starter set's four files

Three seeds of PyTorch's own, each with initial weights and minibatches of its own: the floor is their worst test
accuracy less three hundredths, more than two deviations of an accuracy of 0.8 on 1,000 images.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
import torch
from torch import nn

EPOCHS, BATCH, SEEDS, MARGIN = 3, 32, (1, 2, 3), 0.03

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.01, eps=1e-7),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=1e-6),
    "adam": lambda p: torch.optim.Adam(p, lr=0.001),
}


def read(directory, images, labels):
    x = np.frombuffer(gzip.open(directory / images).read(), dtype=np.uint8)[16:].reshape(-1, 784)
    y = np.frombuffer(gzip.open(directory / labels).read(), dtype=np.uint8)[8:]
    return torch.from_numpy(x.astype(np.float32) / 255), torch.from_numpy(y.astype(np.int64))


def network():
    layers = [nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, 10)]
    for layer in layers[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def accuracy(rule, seed, train, test):
    torch.manual_seed(seed)
    model, criterion = network(), nn.CrossEntropyLoss()
    optimizer = OPTIMIZERS[rule](model.parameters())
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(train[0])).split(BATCH):
            optimizer.zero_grad()
            criterion(model(train[0][chosen]), train[1][chosen]).backward()
            optimizer.step()
    with torch.no_grad():
        return (model(test[0]).argmax(1) == test[1]).double().mean().item()


directory = pathlib.Path(sys.argv[1])
torch.set_num_threads(1)
x, y = read(directory, "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
train, test = (x[:5000], y[:5000]), read(directory, "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")
cases = {}
for rule in OPTIMIZERS:
    reached = [round(accuracy(rule, seed, train, test), 3) for seed in SEEDS]
    cases[rule] = {"reached": reached, "floor": round(min(reached) - MARGIN, 3)}
target = pathlib.Path(__file__).with_name("race.json")
target.write_text(json.dumps({"epochs": EPOCHS, "batchSize": BATCH, "optimizers": cases}, indent=1) + "\n")
