#!/usr/bin/env python3
"""YuNet (libfacedetection, built from its public sources) beside our models, on the same photographs.

  bench/against_yunet.py --sources libfacedetection --images photos --labels labels.txt \\
      --folds folds.txt --judge 8 --out FOLDER [--key KEY=VALUE] [--picture FILE.svg] MODEL.onnx ...

Writes FOLDER/yunet-SIDE.txt for each longest side: the detections in all photographs, which `efs eval
--detections` judges on the folds of --judge as it judges the models (--key: further keys of the data
set). YuNet was trained on WIDER FACE, whose boxes are tighter than FDDB's ellipses, so each side is moved
by a share of the box's size: medians over its detections outside the judged folds. Then the time of YuNet and of each model (`efs bench`, --runtime) for one image on one core, in turn, --rounds
times. --picture draws accuracy against time. The labels are in the format edgefacesearch. Needs g++, and
Python with OpenCV, NumPy and, for a picture, Matplotlib.
"""
import argparse
import json
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile

import cv2
import numpy

EFS = pathlib.Path(__file__).resolve().parent.parent / "build/release/efs"
RUNNER = r"""
#include "facedetectcnn.h"
std::vector<FaceRect> objectdetect_cnn(unsigned char*, int, int, int);  // as it is defined
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>
// Reads images from stdin (width, height, BGR bytes); prints their faces, or with an argument the
// median time of that many runs on the first one.
int main(int argc, char**) {
  int size[2];
  while (fread(size, sizeof size, 1, stdin) == 1) {
    std::vector<unsigned char> image(3UL * size[0] * size[1]);
    if (fread(image.data(), image.size(), 1, stdin) != 1) return 1;
    if (argc > 1) {
      std::vector<double> ms;
      for (int i = 0; i < 150; ++i) {
        const auto start = std::chrono::steady_clock::now();
        objectdetect_cnn(image.data(), size[0], size[1], 3 * size[0]);
        const auto end = std::chrono::steady_clock::now();
        if (i >= 50) ms.push_back(std::chrono::duration<double, std::milli>(end - start).count());
      }
      std::sort(ms.begin(), ms.end());
      printf("%f\n", ms[ms.size() / 2]);
      return 0;
    }
    for (const FaceRect& f : objectdetect_cnn(image.data(), size[0], size[1], 3 * size[0]))
      printf("%f %f %f %f %f\n", double(f.score), double(f.x), double(f.y), double(f.w), double(f.h));
    puts("");
    fflush(stdout);
  }
}
"""


def build(sources, folder, exact):
    """Its program; `exact`: boxes are not rounded to pixels, and doubtful ones are kept."""
    source = folder / ("exact" if exact else "plain")
    source.mkdir()
    for file in (pathlib.Path(sources) / "src").iterdir():
        text = file.read_text(encoding="utf-8", errors="replace")
        if exact and file.name == "facedetectcnn.h":
            text = re.sub(r"\bint ([xywh]);", r"float \1;", text)
        if exact and file.name == "facedetectcnn.cpp":
            text = re.sub(r"r\.([xywh]) = int\(", r"r.\1 = (", text)
        if exact and file.name == "facedetectcnn-model.cpp":
            text = text.replace("0.45f, 0.2f, 1000, 512", "0.3f, 0.02f, 1000, 512")
        (source / file.name).write_text(text, encoding="utf-8")
    (source / "facedetection_export.h").write_text("#define FACEDETECTION_EXPORT\n")
    (source / "runner.cc").write_text(RUNNER)
    flags = open("/proc/cpuinfo", encoding="utf-8").read()
    vector = "-D_ENABLE_AVX512" if "avx512bw" in flags else "-D_ENABLE_AVX2"
    program = source / "runner"
    subprocess.run(["g++", "-O3", "-w", "-march=native", vector, "-I", source, "-o", program,
                    source / "runner.cc", *sorted(source.glob("facedetectcnn*.cpp"))], check=True)
    return program


def bytes_of(image):
    return numpy.array(image.shape[1::-1], numpy.int32).tobytes() + image.tobytes()


def resized(image, side):
    scale = side / max(image.shape[:2])
    size = [max(1, round(scale * length)) for length in image.shape[1::-1]]
    return cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), scale


def detect(program, images, side):
    """Per image an array [n,5]: score x1 y1 x2 y2 in pixels of the image as stored."""
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    found = {}
    for name, image in images.items():
        small, scale = resized(image, side)
        process.stdin.write(bytes_of(small))
        process.stdin.flush()
        rows = []
        while line := process.stdout.readline().split():
            score, x, y, w, h = map(float, line)
            rows.append([score, x / scale, y / scale, (x + w) / scale, (y + h) / scale])
        found[name] = numpy.array(rows).reshape(-1, 5)
    process.stdin.close()
    process.wait()
    return found


def overlap(a, b):
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    area = lambda box: (box[2] - box[0]) * (box[3] - box[1])
    return w * h / (area(a) + area(b) - w * h)


def fitted_shift(found, labels, names):
    """How far each side moves, in widths and heights of the box."""
    shifts = []
    for name in names:
        for row in found[name]:
            box = row[1:]
            best = max(labels[name], key=lambda face: overlap(box, face), default=None)
            if row[0] < 0.5 or best is None or overlap(box, best) < 0.4:
                continue
            size = numpy.array([box[2] - box[0], box[3] - box[1]] * 2)
            shifts.append((numpy.array(best) - box) / size)
    return numpy.median(shifts, axis=0)


def read_labels(path):
    labels, name = {}, None
    for line in open(path, encoding="utf-8"):
        if line.startswith("#"):
            name = line[1:].strip()
            labels[name] = []
        elif line.strip():
            labels[name].append([float(word) for word in line.split()[:4]])
    return labels


def accuracies(arguments, what):
    """What `efs eval` says of a model file, or of ["--detections", FILE]: a dictionary."""
    run = subprocess.run(
        [EFS, "eval", *what, "--images", arguments.images, "--labels", arguments.labels,
         f"data.folds={arguments.folds}", f"data.validation_folds={arguments.judge}", "task=faces",
         *arguments.key, "--format", "json"], check=True, capture_output=True, text=True)
    judged = json.loads(run.stdout)
    return judged["detectors"][-1] if "--detections" in what else judged


def draw(path, rows):
    """An SVG of AP against time: YuNet's sides in one colour, the models in another."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(7.2, 4.2))
    for series, colour, mark in (("YuNet", "#c2571a", "s"), ("efs", "#1a6fc2", "o")):
        points = sorted((r["ms"], r["ap"], r["label"]) for r in rows if r["series"] == series)
        axes.plot([p[0] for p in points], [p[1] for p in points], mark + "-", color=colour,
                  label=series)
        for ms, ap, label in points:
            axes.annotate(label, (ms, ap), textcoords="offset points", xytext=(6, -11), fontsize=8)
    axes.set_xscale("log")
    axes.margins(0.12)
    ticks = [0.25, 0.5, 1, 2, 4, 8, 16, 32]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xlabel("median time of one image on one core, ms")
    axes.set_ylabel("AP (IoU 0.5 to 0.95)")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("sources", "images", "labels", "folds", "out"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--judge", type=int, nargs="+", required=True, help="folds that are judged")
    parser.add_argument("--sides", type=int, nargs="+", default=[160, 320, 640])
    parser.add_argument("--runtime", default="onnxruntime")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--key", action="append", default=[], help="a key of the data set")
    parser.add_argument("--picture", help="SVG file to write")
    parser.add_argument("models", nargs="*")
    arguments = parser.parse_args()
    labels = read_labels(arguments.labels)
    folds = dict(line.split() for line in open(arguments.folds, encoding="utf-8"))
    others = [name for name in labels if int(folds[name]) not in arguments.judge]
    images = {name: cv2.imread(str(pathlib.Path(arguments.images) / name)) for name in labels}
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        exact, plain = (build(arguments.sources, folder, which) for which in (True, False))
        for side in arguments.sides:
            found = detect(exact, images, side)
            shift = fitted_shift(found, labels, others)
            print(f"YuNet {side}: sides moved by {shift.round(3)} of the box")
            with open(out / f"yunet-{side}.txt", "w", encoding="utf-8") as file:
                for name in labels:
                    for score, *box in found[name]:
                        size = numpy.array([box[2] - box[0], box[3] - box[1]] * 2)
                        moved = numpy.array(box) + shift * size
                        file.write(f"{name} {score:.5f} " + " ".join(f"{v:.2f}" for v in moved) + "\n")
        # YuNet's time depends on the aspect ratio: one that half of the photographs exceed.
        by_shape = sorted(images.values(), key=lambda i: min(i.shape[:2]) / max(i.shape[:2]))
        usual = by_shape[len(by_shape) // 2]
        rows = []
        for side in arguments.sides:
            small, _ = resized(usual, side)
            rows.append({"series": "YuNet", "label": f"{small.shape[1]}x{small.shape[0]}", "times": [],
                         "image": small, "what": ["--detections", out / f"yunet-{side}.txt"]})
        for model in arguments.models:
            rows.append({"series": "efs", "label": pathlib.Path(model).stem, "times": [],
                         "what": [model]})
        for _ in range(arguments.rounds):
            for row in rows:
                if "image" in row:
                    run = subprocess.run([plain, "time"], input=bytes_of(row["image"]), check=True,
                                         capture_output=True)
                    row["times"].append(float(run.stdout))
                else:
                    run = subprocess.run([EFS, "bench", *row["what"], "--runtime", arguments.runtime],
                                         check=True, capture_output=True, text=True)
                    row["times"].append(float(re.search(r"([\d.]+) ms median", run.stdout).group(1)))
    model_name = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                       if line.startswith("model name")), platform.processor())
    print(f"\n| one core of {model_name} | median ms | smallest | largest | AP | AP50 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        judged = accuracies(arguments, row["what"])
        row["ms"], row["ap"] = statistics.median(row["times"]), judged["ap"]
        print(f"| {row['series']} {row['label']} | {row['ms']:.2f} | {min(row['times']):.2f} | "
              f"{max(row['times']):.2f} | {judged['ap']:.3f} | {judged['ap50']:.3f} |")
    if arguments.picture:
        draw(arguments.picture, rows)


if __name__ == "__main__":
    sys.exit(main())
