#!/usr/bin/python3
"""What of a search is not training: wall time, processor time, and seconds of epochs.

  bench/search_overhead.py STUDY [--images DIR --labels FILE] [KEY=VALUE ...]

Runs `efs search` into STUDY, which must not exist (800 drawn faces without --images), and prints the
share of the processors' time in which no epoch was trained or validated, and how busy they were.
"""
import argparse
import csv
import os
import pathlib
import resource
import subprocess
import sys
import time

EFS = pathlib.Path(__file__).resolve().parent.parent / "build/release/efs"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=pathlib.Path)
    parser.add_argument("--images")
    parser.add_argument("--labels")
    arguments, overrides = parser.parse_known_args()
    images, labels = arguments.images, arguments.labels
    if images is None:
        faces = arguments.study.with_suffix(".faces")
        subprocess.run([EFS, "data", "synth", faces, "--images", "800"], check=True)
        images, labels = faces / "images", faces / "labels.txt"

    start = time.perf_counter()
    code = subprocess.run([EFS, "search", "--images", images, "--labels", labels, "--study",
                           arguments.study, *overrides]).returncode
    wall_s = time.perf_counter() - start
    if code != 0:
        sys.exit(code)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(arguments.study / "results.csv", encoding="utf-8") as table:
        epochs = list(csv.DictReader(table))
    cores = os.cpu_count()
    # A stage with fewer trials than workers gives its trials the others' threads.
    stages = {}
    for row in epochs:
        stages.setdefault(row["stage"], set()).add(row["trial"])
    epoch_s = sum(float(row["seconds"]) / min(cores, len(stages[row["stage"]])) for row in epochs)
    print(f"\n{len(epochs)} epochs in {wall_s:.0f} s; {100 * (1 - epoch_s / wall_s):.1f} % of the "
          f"time of {cores} processors is no training or validation; they were busy for "
          f"{100 * (used.ru_utime + used.ru_stime) / (wall_s * cores):.1f} %")


if __name__ == "__main__":
    main()
