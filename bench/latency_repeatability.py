#!/usr/bin/python3
"""How well a latency repeats: one model measured again and again, alone and beside a busy program.

    python3 bench/latency_repeatability.py [--times 20] [--network resnet18@96] [--runtime opencv]

First alone, each measurement in a process of its own; after each a loop (bench/latency_loops.py), which
loaded the model once, runs for as long: how far its medians lie apart is the machine's doing, and the
ratio of the two says what measuring adds. Then with a program that keeps another processor busy. Printed
are how many lie within 3 % of their median, and how many call themselves unstable: alone none should,
beside a load all. Needs what latency_agreement.py needs.
"""

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time

from latency_loops import Loop, efs_bench, export


def burn():
    while True:
        pass


def report(what, values, unstable=()):
    middle = statistics.median(values)
    near = sum(abs(value / middle - 1) <= 0.03 for value in values)
    reasons = "; ".join(sorted({reason.split(",")[0] for reason in unstable}))
    print(f"| {what} | {len(values)} | {min(values):.3f} | {middle:.3f} | {max(values):.3f} | "
          f"{near} | {len(unstable)} {reasons} |", flush=True)


def report_efs(what, results):
    report(what, [result["median_ms"] for result in results],
           [result["unstable"] for result in results if "unstable" in result])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--network", default="resnet18@96")
    parser.add_argument("--runtime", default="opencv")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model, side = export(arguments.network, folder)
        print(f"{arguments.network} in {arguments.runtime}, one thread; load before: "
              f"{os.getloadavg()[0]:.2f}\n")
        print("| | measurements | least, ms | median, ms | most, ms | within 3 % | unstable |\n"
              "| --- | --- | --- | --- | --- | --- | --- |")
        results, loops = [], []
        allocator = "libjemalloc.so.2" if arguments.runtime == "opencv" else ""
        with Loop(arguments.runtime, model, side, allocator) as loop:
            for _ in range(arguments.times):
                results.append(efs_bench(arguments.runtime, model))
                loops.append(loop.median_ms())
        report_efs("alone", results)
        report("the loop meanwhile", loops)
        report("ratio", [result["median_ms"] / ms for result, ms in zip(results, loops)])
        load = multiprocessing.Process(target=burn, daemon=True)
        load.start()
        time.sleep(1)
        report_efs("beside a load",
                   [efs_bench(arguments.runtime, model) for _ in range(arguments.times)])
        load.terminate()


if __name__ == "__main__":
    main()
