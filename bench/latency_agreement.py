#!/usr/bin/python3
"""Our medians against those of a minimal loop around each library, side by side in one run.

    python3 bench/latency_agreement.py [--rounds 5] [resnet18@96 ...]

Each round measures with `efs bench`, then with the loop (bench/latency_loops.py): OpenCV's by its binding
for Python, ONNX Runtime's by its binding for Node.js. One thread each, each in a process of its own.
OpenCV's loop runs twice: with jemalloc, whose arrays begin on cache lines, as ours do, and with glibc's
malloc, whose do not (docs/latency.md). Printed are the medians over the rounds and their ratio, and the
range of the loop's. Needs python3-opencv, libjemalloc2, node, build/release/efs, and for ONNX Runtime
build/release/onnxruntime (tests/onnxruntime/install.sh).
"""

import argparse
import statistics
import tempfile

from latency_loops import Loop, efs_bench, export

LOOPS = {"opencv": ("opencv", "libjemalloc.so.2"),
         "opencv, plain malloc": ("opencv", ""),
         "onnxruntime": ("onnxruntime", "")}


def compare(name, network, model, side, rounds):
    runtime, allocator = LOOPS[name]
    pairs, unstable = [], 0
    for _ in range(rounds):
        result = efs_bench(runtime, model)
        with Loop(runtime, model, side, allocator) as loop:
            pairs.append((result["median_ms"], loop.median_ms()))
        unstable += "unstable" in result
    mine, theirs = zip(*pairs)
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"| {name} | {network} | {statistics.median(mine):.3f} | {statistics.median(theirs):.3f} "
          f"({min(theirs):.3f}-{max(theirs):.3f}) | {ratio:.3f} | {unstable} of {rounds} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*",
                        default=["resnet18@96", "mobilenet_v2@96", "shufflenet_v2_x1_0@128"])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print("| loop | network | efs, ms | loop, ms (range) | efs / loop | unstable |\n"
          "| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for network in arguments.networks:
            model, side = export(network, folder)
            for name in LOOPS:
                compare(name, network, model, side, arguments.rounds)


if __name__ == "__main__":
    main()
