#!/usr/bin/env python3
"""What ranks of untrained networks are worth, and how networks of blocks compare with the 21 backbones.

  bench/design_ablation.py --out FOLDER --window 0.3 0.45 --epochs 20 data.images=... data.labels=... ...

For each seed, networks of blocks are drawn (preset `design`, `efs search` with a prefilter), and each rank,
two zero-cost scores among them (bench_zero_cost), chooses --keep of --pool networks in the latency window (ms,
this machine, one core). `cuts` are those of the 21 backbones (at strides 8 and 16, with the inputs and widths
of the preset `front`) with the most MACs in the window. All are trained for --epochs epochs with the preset's recipe, and what their last epochs reach is
printed: the mean of all, and the mean over the seeds of the best of each. The keys are those of the data, and
whatever else all trainings have in common. Studies that stand in --out are not run again, so two runs with
different --seeds may share it once `cuts` is there.
"""
import argparse
import csv
import json
import pathlib
import random
import statistics
import subprocess

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build/release"
SCORES = ["zen", "naswot"]


def efs(*words, log=subprocess.PIPE):
    return subprocess.run([BUILD / "efs", *map(str, words)], stdout=log, text=True, check=True).stdout


def search(args, name, keys, epochs, seed):
    """The last epoch of each trial; trained if the study is not there."""
    folder = args.out / name
    if not (folder / "report.html").exists():
        with open(f"{folder}.log", "w") as log:
            efs("search", "--study", folder, *keys, "search.scheduler=full", "search.sampler=grid",
                f"search.max_epochs={epochs}", f"seed={seed}", "budget.hours=none", "search.workers=1",
                "search.threads_per_worker=1", *args.keys, log=log)
    with open(folder / "results.csv") as file:
        return list({row["trial"]: row for row in csv.DictReader(file)}.values())


def drawn(args, seed):
    """The rows of --pool networks whose latency, as measured, lies in the window."""
    name = f"drawn-{seed}"
    search(args, name, ["preset=design", "budget.trials=1",
                        f"space.prefilter={{candidates: {args.candidates}, keep: {args.pool}, rank: random, "
                        f"latency_ms: {args.window}}}"], 1, seed)
    with open(args.out / name / "prefilter.csv") as file:
        kept = [row for row in csv.DictReader(file) if row["window"] and row["measured_ms"]]
    return random.Random(seed).sample(kept, len(kept))


def pool(args, seed):
    """The networks that ranks choose from, with their scores."""
    inside = drawn(args, seed)
    scores = args.out / f"scores-{seed}.csv"
    if not scores.exists():
        names = args.out / f"names-{seed}.txt"
        names.write_text("".join(row["network"] + "\n" for row in inside))
        text = subprocess.run([BUILD / "bench_zero_cost", names, "--rounds", "1"], text=True, check=True,
                              capture_output=True).stdout
        scores.write_text(text)
    with open(scores) as file:
        for row, score in zip(inside, csv.DictReader(file)):
            row.update(score)
    return inside


def chosen(args, seed):
    """For each rank the names that it chooses."""
    inside = pool(args, seed)
    result = {"random": [row["network"] for row in inside[:args.keep]]}
    for rank in ["activations", "macs", "parameters", *SCORES]:
        best = sorted(inside, key=lambda row: -float(row[rank]))
        result[rank] = [row["network"] for row in best[:args.keep]]
    return result


def cut_keys(args, *constraints):
    names = [row["name"] for row in json.loads(efs("archs", "--format", "json"))]
    limits = [f"latency_ms >= {args.window[0]}", f"latency_ms < {args.window[1]}", *constraints]
    return ["preset=front", "space.tap=[8, 16]", "space.learning_rate=[0.002]",
            f"space.architectures=[{', '.join(names)}]", f"fitness.constraints=[{', '.join(limits)}]"]


def train_cuts(args, seed):
    """Of the backbones' cuts those with the most MACs in the window."""
    rows = completed(search(args, "cuts", cut_keys(args), 1, 0))
    macs = sorted((float(row["macs"]) for row in rows), reverse=True)
    fewest = macs[min(args.keep, len(macs)) - 1]
    return completed(search(args, f"cuts-{seed}", cut_keys(args, f"macs >= {fewest}"), args.epochs, seed))


def train_chosen(args, seed):
    """By rank the rows of the networks that it chooses; a network that several choose is trained once."""
    arms = chosen(args, seed)
    names = sorted({name for names in arms.values() for name in names})
    rows = completed(search(args, f"chosen-{seed}", ["preset=design", "tap=0", "fitness.constraints=[]",
                                                     f"space.architectures=[{', '.join(names)}]"], args.epochs, seed))
    by_name = {row["architecture"]: row for row in rows}
    return {rank: [by_name[name] for name in names if name in by_name] for rank, names in arms.items()}


def completed(rows):
    return [row for row in rows if row["state"] == "completed"]


def report(args, arms):
    """`arms`: by name, the rows of each seed."""
    print(f"| chosen by | trainings | {args.metric}, mean | best of {args.keep}, mean over seeds | worst seed "
          "| latency ms, mean | MACs M, mean |\n| --- | --- | --- | --- | --- | --- | --- |")
    for name, seeds in arms.items():
        rows = [row for seed in seeds for row in seed]
        column = lambda key: [float(row[key]) for row in rows]  # noqa: E731
        best = [max(float(row[args.metric]) for row in seed) for seed in seeds]
        print(f"| {name} | {len(rows)} | {statistics.mean(column(args.metric)):.3f} | {statistics.mean(best):.3f} "
              f"| {min(best):.3f} | {statistics.mean(column('latency_ms')):.2f} "
              f"| {statistics.mean(column('macs')) / 1e6:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--window", type=float, nargs=2, required=True)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--candidates", type=int, default=5000)
    parser.add_argument("--pool", type=int, default=100)
    parser.add_argument("--keep", type=int, default=4)
    parser.add_argument("--metric", default="val_iou")
    args, args.keys = parser.parse_known_args()
    args.out.mkdir(parents=True, exist_ok=True)
    arms = {}
    for seed in args.seeds:
        for rank, rows in train_chosen(args, seed).items():
            arms.setdefault(rank, []).append(rows)
        arms.setdefault("cuts", []).append(train_cuts(args, seed))
        report(args, arms)


if __name__ == "__main__":
    main()
