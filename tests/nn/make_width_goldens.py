#!/usr/bin/env python3
"""Writes goldens/widths.json: what torchvision counts at other widths than an architecture's own.

Needs torchvision 0.14 (Debian 12: python3-torchvision); the tests only read the file.

    /usr/bin/python3 tests/nn/make_width_goldens.py
"""
import json
import pathlib

import torchvision
from torchvision.models import MNASNet, mobilenet_v2, mobilenet_v3_large, mobilenet_v3_small
from torchvision.models import shufflenet_v2_x0_5, shufflenet_v2_x1_5, shufflenet_v2_x2_0

CLASSIFIER = ("classifier.", "fc.")

# Our architecture and width -> torchvision's network.
NETWORKS = [
    ("mobilenet_v2", 0.5, lambda: mobilenet_v2(width_mult=0.5)),
    ("mobilenet_v2", 0.35, lambda: mobilenet_v2(width_mult=0.35)),
    ("mobilenet_v2", 1.4, lambda: mobilenet_v2(width_mult=1.4)),
    ("mobilenet_v3_small", 0.75, lambda: mobilenet_v3_small(width_mult=0.75)),
    ("mobilenet_v3_small", 0.5, lambda: mobilenet_v3_small(width_mult=0.5)),
    ("mobilenet_v3_large", 0.75, lambda: mobilenet_v3_large(width_mult=0.75)),
    ("mobilenet_v3_large", 1.25, lambda: mobilenet_v3_large(width_mult=1.25)),
    ("mnasnet1_0", 0.35, lambda: MNASNet(0.35)),
    ("mnasnet1_0", 0.75, lambda: MNASNet(0.75)),
    # 2.0 * 0.5 = 1.0
    ("mnasnet0_5", 2.0, lambda: MNASNet(1.0)),
    ("mnasnet1_3", 0.5, lambda: MNASNet(1.3 * 0.5)),
    ("shufflenet_v2_x1_0", 0.5, shufflenet_v2_x0_5),
    ("shufflenet_v2_x1_0", 1.5, shufflenet_v2_x1_5),
    ("shufflenet_v2_x1_0", 2.0, shufflenet_v2_x2_0),
]


def row(architecture, width, build):
    parameters = [(name, p) for name, p in build().named_parameters()
                  if not name.startswith(CLASSIFIER)]
    return {"architecture": architecture, "width": width,
            "parameters": sum(p.numel() for _, p in parameters),
            # The last layer with a bias of its own is the last norm: its size is the features'.
            "feature_dim": parameters[-1][1].numel()}


def main():
    rows = [json.dumps(row(*network)) for network in NETWORKS]
    text = ('{\n "torchvision": ' + json.dumps(torchvision.__version__) + ',\n "networks": [\n  '
            + ",\n  ".join(rows) + "\n ]\n}\n")
    (pathlib.Path(__file__).parent / "goldens" / "widths.json").write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
