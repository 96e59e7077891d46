#!/usr/bin/env python3
"""Writes ../goldens/timm/*.json: what timm makes of the block strings in timm/*.yaml.

Needs timm and pyyaml (written with timm 1.0 and PyTorch 2); the tests only read the files. Tensors and
input are filled as in ../make_goldens.py, features computed in float64.

    python3 tests/nn/own/make_timm_goldens.py
"""
import functools
import pathlib
import sys

import timm
import torch
import yaml
from timm.layers import get_act_layer
from timm.models import EfficientNet, MobileNetV3
from timm.models._efficientnet_blocks import SqueezeExcite
from timm.models._efficientnet_builder import decode_arch_def, round_channels

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
import make_goldens  # noqa: E402


def as_list(value):
    return value if isinstance(value, list) else [value]


def width_of(block):
    return int(next(word[1:] for word in block.split("_") if word[0] == "c" and word[1:].isdigit()))


def model_of(text):
    """timm's own builder on the same strings."""
    stages = [as_list(stage) for stage in text["stages"]]
    act = get_act_layer({"silu": "swish", "hardswish": "hard_swish"}.get(
        text["activation"], text["activation"]))
    arguments = dict(
        block_args=decode_arch_def([[b if "_r" in b else b.replace("_", "_r1_", 1) for b in stage]
                                    for stage in stages]),
        stem_size=width_of(text["stem"]), fix_stem=True, round_chs_fn=round_channels, act_layer=act)
    if text.get("se_of") == "inside":
        return MobileNetV3(**arguments, se_from_exp=True, se_layer=functools.partial(
            SqueezeExcite, gate_layer="hard_sigmoid", force_act_layer=torch.nn.ReLU,
            rd_round_fn=round_channels))
    return EfficientNet(**arguments, num_features=width_of(text["last"]))


def golden(path):
    torch.manual_seed(1)
    text = yaml.safe_load(path.read_text())
    model = model_of(text).eval()
    left_out = ("classifier.",) if "last" in text else ("classifier.", "conv_head.", "norm_head.")
    state = {name: tensor for name, tensor in model.state_dict().items()
             if not name.startswith(left_out) and not name.endswith("num_batches_tracked")}
    macs = {}
    make_goldens.features = lambda net, _, x: net.forward_features(x)
    for size in (*make_goldens.FEATURE_INPUTS, make_goldens.MACS_INPUT):
        macs[str(size)] = make_goldens.multiply_accumulates(model, "", size)
    result = {
        "architecture": path.stem, "timm": timm.__version__, "stochastic_depth": [],
        "parameters": sum(p.numel() for name, p in model.named_parameters()
                          if not name.startswith(left_out)),
        "state": [[name, list(tensor.shape), [0, 0, 0]] for name, tensor in state.items()],
        "macs": macs, "features": {}}
    for name, tensor in state.items():
        tensor.copy_(make_goldens.formula(name, tuple(tensor.shape)))
    model.double()
    for size in make_goldens.FEATURE_INPUTS:
        x = make_goldens.formula("input", (1, 3, size, size)).double()
        out = model.forward_features(x)[0]
        flat = out.flatten()
        round9 = make_goldens.significant
        result["features"][str(size)] = {
            "shape": list(out.shape), "mean": round9(flat.mean().item()),
            "abs_mean": round9(flat.abs().mean().item()),
            "abs_max": round9(flat.abs().max().item()),
            "samples": [round9(flat[k * flat.numel() // make_goldens.SAMPLES].item())
                        for k in range(make_goldens.SAMPLES)]}
    return result


def main():
    torch.set_grad_enabled(False)
    for path in sorted((HERE / "timm").glob("*.yaml")):
        out = HERE.parent / "goldens" / "timm" / f"{path.stem}.json"
        make_goldens.write(out, golden(path))
        print(out.name)


if __name__ == "__main__":
    main()
