"""How well a latency repeats: one model measured again and again, alone and beside a busy program.

    python3 bench/latency_repeatability.py [--times 20] [--network resnet18@96] [--runtime opencv]

First alone, then with a program that keeps another processor busy; each measurement is a process of
its own. Printed are the spread of the medians, how many lie within 3 % of their median, and how many
call themselves unstable: alone none should, beside a load all.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EFS = ROOT / "build/release/efs"


def measure(model, runtime):
    environment = dict(os.environ)
    environment.setdefault("EFS_ONNXRUNTIME",
                           str(ROOT / "build/release/onnxruntime/libonnxruntime.so.1"))
    words = [str(EFS), "bench", str(model), "--runtime", runtime, "--format", "json"]
    return json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, env=environment,
                                     text=True).stdout)


def burn():
    while True:
        pass


def report(what, results):
    medians = [result["median_ms"] for result in results]
    middle = statistics.median(medians)
    near = sum(abs(value / middle - 1) <= 0.03 for value in medians)
    unstable = [result["unstable"] for result in results if "unstable" in result]
    reasons = "; ".join(sorted({reason.split(" ")[0] + " ..." for reason in unstable}))
    print(f"| {what} | {len(medians)} | {min(medians):.3f} | {middle:.3f} | {max(medians):.3f} | "
          f"{near} | {len(unstable)} {reasons} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--network", default="resnet18@96")
    parser.add_argument("--runtime", default="opencv")
    arguments = parser.parse_args()
    architecture, side = arguments.network.split("@")
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "model.onnx"
        subprocess.run([str(EFS), "export", "--arch", architecture, "--input", side, "--head", "gap",
                        "--out", str(model)], check=True, stdout=subprocess.DEVNULL)
        print(f"{arguments.network} in {arguments.runtime}, one thread; load before: "
              f"{os.getloadavg()[0]:.2f}\n")
        print("| | measurements | least, ms | median, ms | most, ms | within 3 % | unstable |\n"
              "| --- | --- | --- | --- | --- | --- | --- |")
        report("alone", [measure(model, arguments.runtime) for _ in range(arguments.times)])
        load = multiprocessing.Process(target=burn, daemon=True)
        load.start()
        time.sleep(1)
        report("beside a load", [measure(model, arguments.runtime) for _ in range(arguments.times)])
        load.terminate()


if __name__ == "__main__":
    main()
