#!/usr/bin/python3
"""Writes the .pth files that weights_file_test.cc reads (python3-torch 1.13; run in fixtures/).

They are committed, so that the test needs no Python. The values are i/8 in storage order.
"""
import collections

import torch


class Tiny(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 2, 2)
        self.bn = torch.nn.BatchNorm2d(2)


def values(*shape):
    count = 1
    for side in shape:
        count *= side
    return (torch.arange(count, dtype=torch.float32) / 8).reshape(shape)


model = Tiny()
with torch.no_grad():
    for tensor in model.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(values(*tensor.shape))
torch.save(model.state_dict(), "tiny.pth")
torch.save(model.state_dict(), "tiny_legacy.pth", _use_new_zipfile_serialization=False)

base = values(4, 6)
torch.save(
    collections.OrderedDict(
        half=values(3).half(),
        bfloat16=values(3).bfloat16(),
        double=values(3).double(),
        parameter=torch.nn.Parameter(values(2, 2)),
        transposed=base.t(),
        part=base[1:3, 2:4],
        channels_last=values(1, 2, 2, 2).contiguous(memory_format=torch.channels_last),
        scalar=torch.tensor(0.5),
    ),
    "views.pth",
)
torch.save({"epoch": 3, "state_dict": model.state_dict()}, "training_checkpoint.pth")
torch.save(model, "whole_model.pth")
torch.jit.script(torch.nn.Linear(1, 1)).save("torchscript.pt")
