#!/usr/bin/env python3
"""What ranks of untrained networks are worth: random, MACs, parameters, two zero-cost scores, and the 21 backbones.

  bench/design_ablation.py --out FOLDER --window 0.35 0.5 --epochs 20 data.images=... data.labels=... ...

For each seed, networks of blocks are drawn (preset `design`), and each rank chooses --keep of those in
the latency window (ms, on this machine, one core). The backbones' cuts (21 names, strides 8 and 16 and whole, the
preset's inputs and widths) are those with the most MACs in the window. All are trained for --epochs epochs
with the preset's recipe, and the last epochs' accuracies are printed. The keys are those of the data,
and whatever else all trainings have in common. Studies that stand in --out are not run again.
"""
import argparse
import csv
import pathlib
import random
import statistics
import subprocess

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build/release"
SCORES = ["zen", "naswot"]
ARMS = ["random", "macs", "parameters", *SCORES]
CUTS = ["preset=front", "space.tap=[8, 16, 0]",
        "space.architectures=[" + ", ".join(
            line.split()[0] for line in subprocess.run(
                [BUILD / "efs", "archs", "--format", "csv"], text=True, capture_output=True).stdout.splitlines()) + "]"]


def search(args, name, keys, epochs):
    """The rows of the study's last epochs, by architecture; trained if it is not there."""
    folder = args.out / name
    if not (folder / "leaderboard.csv").exists():
        common = ["search.scheduler=full", f"search.max_epochs={epochs}", "search.workers=1",
                  "search.threads_per_worker=1", "budget.hours=none", "train.precision=fp32"]
        with open(args.out / f"{name}.log", "w") as log:
            subprocess.run([BUILD / "efs", "search", "--study", folder, *keys, *common, *args.keys], stdout=log,
                           stderr=log, check=True)
    with open(folder / "results.csv") as file:
        return {row["trial"]: row for row in csv.DictReader(file)}.values()
