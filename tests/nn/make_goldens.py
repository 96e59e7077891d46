#!/usr/bin/env python3
"""Writes goldens/*.json: what torchvision says about each backbone.

Needs torchvision 0.14 (Debian 12: python3-torchvision); the tests only read the files. Every
tensor of the state dict and the input are filled by a formula of (name, index) that formula.h
repeats, so no weights are stored. Features are computed in float64.

    /usr/bin/python3 tests/nn/make_goldens.py [ARCHITECTURE...]
"""
import json
import math
import pathlib
import sys

import numpy as np
import torch
import torchvision

ARCHITECTURES = """alexnet vgg11 vgg11_bn resnet18 squeezenet1_0 squeezenet1_1 densenet121
shufflenet_v2_x0_5 shufflenet_v2_x1_0 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large
mnasnet0_5 mnasnet1_0 mnasnet1_3 regnet_y_400mf regnet_y_800mf regnet_x_400mf regnet_x_800mf
convnext_tiny convnext_small""".split()
CLASSIFIER = ("classifier.", "fc.")
FEATURE_INPUTS = (64, 96)
MACS_INPUT = 224
SAMPLES = 64


def uniform(name, count):
    """`count` values in [0, 1): FNV-1a of the name seeds SplitMix64, top 24 bits."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) / 2**24


def formula(name, shape):
    u = uniform(name, math.prod(shape))
    if name == "input":
        values = 4.0 * u - 2.0
    elif name.endswith((".bias", ".running_mean")):
        values = 0.2 * u - 0.1
    elif len(shape) in (2, 4):  # Linear, Conv2d: keeps the variance through a ReLU
        values = (2.0 * u - 1.0) * math.sqrt(6.0 / math.prod(shape[1:]))
    else:  # norm weights, running_var, layer_scale
        values = 0.5 + u
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def features(model, architecture, x):
    if architecture == "resnet18":
        x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        return model.layer4(model.layer3(model.layer2(model.layer1(x))))
    if architecture.startswith("shufflenet"):
        x = model.maxpool(model.conv1(x))
        return model.conv5(model.stage4(model.stage3(model.stage2(x))))
    if architecture.startswith("regnet"):
        return model.trunk_output(model.stem(x))
    if architecture.startswith("mnasnet"):
        return model.layers(x)
    if architecture.startswith("densenet"):
        return torch.relu(model.features(x))
    return model.features(x)


def multiply_accumulates(model, architecture, size):
    total = 0

    def count(module, inputs, output):
        nonlocal total
        if isinstance(module, torch.nn.Conv2d):
            total += output.numel() * math.prod(module.weight.shape[1:])
        else:
            total += output.numel() * module.in_features

    layers = [m for m in model.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear))]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    features(model, architecture, torch.zeros(1, 3, size, size))
    for hook in hooks:
        hook.remove()
    return total


def significant(value, digits=9):
    return float(f"{value:.{digits}g}")


def fresh_statistics(tensor):
    """Mean, standard deviation and largest absolute value of a freshly initialised tensor."""
    t = tensor.double().flatten()
    return [significant(v, 5) for v in (t.mean().item(), t.std(unbiased=False).item(),
                                        t.abs().max().item())]


def only(values):
    (value,) = set(values)
    return value


def golden(architecture):
    torch.manual_seed(1)
    model = getattr(torchvision.models, architecture)().eval()
    state = {name: tensor for name, tensor in model.state_dict().items()
             if not name.startswith(CLASSIFIER) and not name.endswith("num_batches_tracked")}
    result = {
        "architecture": architecture,
        "torchvision": torchvision.__version__,
        "parameters": sum(p.numel() for name, p in model.named_parameters()
                          if not name.startswith(CLASSIFIER)),
        "stochastic_depth": [m.p for m in model.modules()
                             if isinstance(m, torchvision.ops.StochasticDepth) and m.p > 0],
    }
    layer_norms = [m for m in model.modules() if isinstance(m, torch.nn.LayerNorm)]
    if layer_norms:
        result["layer_norm"] = {"epsilon": only(m.eps for m in layer_norms)}
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    if norms:
        result["batch_norm"] = {"epsilon": only(m.eps for m in norms),
                                "momentum": only(m.momentum for m in norms)}
    result["state"] = [[name, list(tensor.shape), fresh_statistics(tensor)]
                       for name, tensor in state.items()]
    result["macs"] = {str(size): multiply_accumulates(model, architecture, size)
                      for size in (*FEATURE_INPUTS, MACS_INPUT)}

    for name, tensor in state.items():
        tensor.copy_(formula(name, tuple(tensor.shape)))
    model.double()
    result["features"] = {}
    for size in FEATURE_INPUTS:
        out = features(model, architecture, formula("input", (1, 3, size, size)).double())[0]
        flat = out.flatten()
        result["features"][str(size)] = {
            "shape": list(out.shape),
            "mean": significant(flat.mean().item()),
            "abs_mean": significant(flat.abs().mean().item()),
            "abs_max": significant(flat.abs().max().item()),
            # Value k is element k * count / SAMPLES.
            "samples": [significant(flat[k * flat.numel() // SAMPLES].item())
                        for k in range(SAMPLES)],
        }
    return result


def write(path, data):
    """JSON with one line a state-dict entry, so that a difference can be read."""
    lines = []
    for key, value in data.items():
        if key == "state":
            rows = ",\n".join("  " + json.dumps(row) for row in value)
            lines.append(f' "state": [\n{rows}\n ]')
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    folder = pathlib.Path(__file__).parent / "goldens"
    with torch.no_grad():
        for architecture in sys.argv[1:] or ARCHITECTURES:
            data = golden(architecture)
            write(folder / f"{architecture}.json", data)
            print(architecture, data["parameters"], data["macs"]["224"],
                  [(f["abs_mean"], f["abs_max"]) for f in data["features"].values()])


if __name__ == "__main__":
    main()
