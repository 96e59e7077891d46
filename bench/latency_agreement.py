"""Our medians against those of a minimal loop around each library, side by side in one run.

    python3 bench/latency_agreement.py [--rounds 5] [resnet18@96 ...]

Each round measures with `efs bench`, then with the loop: OpenCV's by its binding for Python, ONNX
Runtime's by its binding for Node.js (bench/onnxruntime_loop.js), which is nobody's code of this
project. One thread each. Printed are the medians over the rounds and their ratio. Needs python3-opencv,
node, build/release/efs, and for ONNX Runtime build/release/onnxruntime (tests/onnxruntime/install.sh).
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EFS = ROOT / "build/release/efs"
ONNXRUNTIME = ROOT / "build/release/onnxruntime"
SECONDS = 1.5


def opencv_loop(model, side):
    """Median of the runs in this process, ms."""
    import cv2
    import numpy

    cv2.setNumThreads(1)
    net = cv2.dnn.readNetFromONNX(str(model))
    net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
    random = numpy.random.default_rng(1)
    inputs = [random.standard_normal((1, 3, side, side), dtype=numpy.float32) for _ in range(4)]
    times = []
    warm_until = time.perf_counter() + 0.3
    end = warm_until + SECONDS
    run = 0
    while time.perf_counter() < end or len(times) < 50:
        start = time.perf_counter()
        net.setInput(inputs[run % 4])
        net.forward()
        if start > warm_until:
            times.append((time.perf_counter() - start) * 1e3)
        run += 1
    return statistics.median(times)


def output_of(words, **more):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL,
                          text=True, **more).stdout


def loop_of(runtime, model, side):
    if runtime == "opencv":
        return float(output_of([sys.executable, __file__, "--loop", model, side]))
    script = ROOT / "bench/onnxruntime_loop.js"
    return float(output_of(["node", script, ONNXRUNTIME, model, side, SECONDS]))


def ours(runtime, model):
    library = {"EFS_ONNXRUNTIME": str(ONNXRUNTIME / "libonnxruntime.so.1"), "PATH": "/usr/bin:/bin",
               "HOME": str(pathlib.Path.home())}
    result = json.loads(output_of([EFS, "bench", model, "--runtime", runtime, "--format", "json"],
                                  env=library))
    return result["median_ms"], result.get("unstable", "")


def compare(runtime, name, model, side, rounds):
    pairs, unstable = [], []
    for _ in range(rounds):
        median, why = ours(runtime, model)
        pairs.append((median, loop_of(runtime, model, side)))
        unstable += [why] if why else []
    mine, theirs = (statistics.median(values) for values in zip(*pairs))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"| {runtime} | {name} | {mine:.3f} | {theirs:.3f} | {ratio:.3f} | "
          f"{len(unstable)} of {rounds} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*",
                        default=["resnet18@96", "mobilenet_v2@96", "shufflenet_v2_x1_0@128"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--loop", nargs=2, metavar=("MODEL", "SIDE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.loop:
        print(opencv_loop(arguments.loop[0], int(arguments.loop[1])))
        return
    print("| runtime | network | efs, ms | loop, ms | efs / loop | unstable |\n"
          "| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.networks:
            architecture, side = name.split("@")
            model = pathlib.Path(folder) / f"{name}.onnx"
            output_of([EFS, "export", "--arch", architecture, "--input", side, "--head", "gap",
                       "--out", model])
            for runtime in ("opencv", "onnxruntime"):
                compare(runtime, name, model, int(side), arguments.rounds)


if __name__ == "__main__":
    main()
