#!/usr/bin/python3
"""bench_epoch against baseline_pytorch.py, in turn, on the same images and as many cores.

  bench/against_pytorch.py --images photos --labels photos/labels.txt resnet18@224 mobilenet_v2@96

For each ARCHITECTURE@INPUT the two programs take turns, --rounds times; each run is a process of its
own with one epoch to warm up and one that counts. PyTorch has all cores in one process; efs has as
many processes of one thread as there are cores, as a search has, and their speeds are added. Prints
medians, the smallest and the largest ratio of a round, and what they were measured on.
"""
import argparse
import json
import os
import pathlib
import platform
import random
import statistics
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
PROGRAM = BENCH.parent / "build/release/bench_epoch"
PYTHON = "/usr/bin/python3"


def subset(labels, count, folder):
    """A label file of `count` images with one face, drawn with a fixed seed."""
    images, name = {}, None
    for line in open(labels, encoding="utf-8"):
        if line.startswith("#"):
            name = line
            images[name] = []
        elif line.strip():
            images[name].append(line)
    single = [name for name, boxes in images.items() if len(boxes) == 1]
    chosen = random.Random(1).sample(single, min(count, len(single)))
    path = pathlib.Path(folder) / "labels.txt"
    path.write_text("".join(name + images[name][0] for name in chosen), encoding="utf-8")
    return path


def start(command):
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process):
    output = process.communicate()[0]
    if process.returncode != 0:
        sys.exit(f"{process.args[0]} ended with {process.returncode}")
    return json.loads(output)


def images_per_second(result):
    return statistics.median(result["images_per_second"])


def measure(case, data, cores):
    architecture, side = case.split("@")
    same = [*data, "--arch", architecture, "--input", side, "--epochs", "1"]
    baseline = finish(start([PYTHON, str(BENCH / "baseline_pytorch.py"), *same, "--threads",
                             str(cores)]))
    processes = [start([str(PROGRAM), *same, "--threads", "1"]) for _ in range(cores)]
    ours = [finish(process) for process in processes]
    return baseline, images_per_second(baseline), ours[0], sum(map(images_per_second, ours))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", metavar="ARCHITECTURE@INPUT")
    parser.add_argument("--images", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--count", type=int, default=160, help="images with one face (160)")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    cores = os.cpu_count()
    print("| network | PyTorch | efs | precision | ratio | smallest, largest |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        labels = subset(arguments.labels, arguments.count, folder)
        data = ["--images", arguments.images, "--labels", str(labels)]
        for case in arguments.cases:
            rounds = [measure(case, data, cores) for _ in range(arguments.rounds)]
            ratios = [ours / theirs for _, theirs, _, ours in rounds]
            print(f"| {case} | {statistics.median(r[1] for r in rounds):.1f} "
                  f"| {statistics.median(r[3] for r in rounds):.1f} | {rounds[0][2]['precision']} "
                  f"| {statistics.median(ratios):.2f} | {min(ratios):.2f}, {max(ratios):.2f} |",
                  flush=True)
    baseline, _, ours, _ = rounds[0]
    print(f"\n{ours['program']} ({cores} processes) against {baseline['program']} ({cores} threads); "
          f"{baseline['train_images']} images train and {baseline['validation_images']} validate in "
          f"an epoch, batch 16; {arguments.rounds} rounds; {cores} cores, {platform.machine()}, "
          f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
