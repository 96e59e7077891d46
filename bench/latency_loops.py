"""What the two benchmarks of latencies measure with: `efs bench`, and a minimal loop around a library by
another language's binding, which is nobody's code of this project.

A loop is a program that loads the model once and prints the median of 1.2 s of runs, in milliseconds, for
each line that it reads.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EFS = ROOT / "build/release/efs"
ONNXRUNTIME = ROOT / "build/release/onnxruntime"
SECONDS = 1.2


def export(network, folder):
    """`resnet18@96` as an ONNX file; its path and the side of its input."""
    architecture, side = network.split("@")
    model = pathlib.Path(folder) / f"{network}.onnx"
    subprocess.run([EFS, "export", "--arch", architecture, "--input", side, "--head", "gap", "--out",
                    model], check=True, stdout=subprocess.DEVNULL)
    return model, side


def efs_bench(runtime, model):
    """The result of `efs bench`, as it prints it."""
    environment = dict(os.environ)
    environment.setdefault("EFS_ONNXRUNTIME", str(ONNXRUNTIME / "libonnxruntime.so.1"))
    printed = subprocess.run([EFS, "bench", model, "--runtime", runtime, "--format", "json"],
                             check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             env=environment).stdout
    return json.loads(printed)


class Loop:
    """`allocator`: a library that is loaded before all others, or nothing."""

    def __init__(self, runtime, model, side, allocator=""):
        words = ([sys.executable, __file__, model, side] if runtime == "opencv" else
                 ["node", ROOT / "bench/onnxruntime_loop.js", ONNXRUNTIME, model, side, str(SECONDS)])
        self.program = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True,
                                        env=dict(os.environ, LD_PRELOAD=allocator))

    def __enter__(self):
        return self

    def median_ms(self):
        self.program.stdin.write("\n")
        self.program.stdin.flush()
        return float(self.program.stdout.readline())

    def __exit__(self, *_):
        self.program.stdin.close()
        self.program.wait()


def opencv_loop(model, side):
    import cv2
    import numpy

    cv2.setNumThreads(1)
    net = cv2.dnn.readNetFromONNX(model)
    net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
    random = numpy.random.default_rng(1)
    inputs = [random.standard_normal((1, 3, side, side), dtype=numpy.float32) for _ in range(4)]
    for _ in sys.stdin:
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
        print(statistics.median(times), flush=True)


if __name__ == "__main__":
    opencv_loop(sys.argv[1], int(sys.argv[2]))
