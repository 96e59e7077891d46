#!/usr/bin/python3
"""efs's searches against Optuna's on the same recorded learning curves, seeds and epochs.

  bench/search_vs_optuna.py CURVES.csv [--seeds 200] [--efs PROGRAM]

CURVES.csv is in the original's format: architecture,learning_rate,epoch,train_loss,val_loss,
latency_s. Both programs see a curve only as far as they train it; the choice after so many epochs
(bench/choice_score.py) is judged by the last epoch that was recorded. First with one objective, the
validation loss, then with two, loss and latency (architectures without a latency left out).

Optuna draws with replacement. A point that it proposes again costs it nothing here ("repeats free");
the last table of each part counts every epoch that it asks for. A run ends when its epochs are
spent, when its choice is the best for good, or when it has asked for --patience times the epochs of
all curves.
"""
import argparse
import concurrent.futures
import contextlib
import csv
import functools
import math
import pathlib
import re
import subprocess
import tempfile
import warnings

import optuna
from optuna.pruners import HyperbandPruner, NopPruner, SuccessiveHalvingPruner
from optuna.samplers import NSGAIISampler, RandomSampler, TPESampler

from choice_score import Chooser, Curves, after, epochs_until, quartiles

EFS = pathlib.Path(__file__).resolve().parent.parent / "build/release/efs"
SHARES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0)  # of the epochs of all curves

warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
optuna.logging.set_verbosity(optuna.logging.CRITICAL)


def independent_tpe(seed):
    return TPESampler(seed=seed, multivariate=False)  # the default before Optuna 5


def multivariate_tpe(seed):
    return TPESampler(seed=seed, multivariate=True)


def no_pruner(_):
    return NopPruner()


def halving(_):
    return SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)


def hyperband(epochs):
    return HyperbandPruner(min_resource=1, max_resource=epochs, reduction_factor=3)


OPTUNA_ONE = {
    "Optuna TPE, halving": (independent_tpe, halving),
    "Optuna TPE multivar., halving": (multivariate_tpe, halving),
    "Optuna TPE, Hyperband": (independent_tpe, hyperband),
    "Optuna TPE multivar., Hyperband": (multivariate_tpe, hyperband),
    "Optuna TPE": (independent_tpe, no_pruner),
    "Optuna TPE multivar.": (multivariate_tpe, no_pruner),
    "Optuna random, halving": (RandomSampler, halving),
    "Optuna random": (RandomSampler, no_pruner),
}
# Optuna does not prune with several objectives.
OPTUNA_TWO = {
    "Optuna TPE": (independent_tpe, no_pruner),
    "Optuna TPE multivar.": (multivariate_tpe, no_pruner),
    "Optuna NSGA-II": (NSGAIISampler, no_pruner),
    "Optuna random": (RandomSampler, no_pruner),
}


def stages(*pairs):
    return "--stages", ",".join(f"{max(1, round(epochs))}:{max(1, round(keep))}"
                                for epochs, keep in pairs)


def efs_methods(curves):
    """Name -> options of efs simulate."""
    def method(scheduler, sampler, *more):
        return ("--scheduler", scheduler, "--sampler", sampler, *more)

    if curves.with_latency:
        pairs = [("asha", "random"), ("asha", "tpe"), ("asha", "nsga2"), ("full", "random"),
                 ("full", "tpe"), ("full", "nsga2")]
        return {f"{a}+{b}": method(a, b) for a, b in pairs}
    last, networks = curves.epochs, len(curves.architectures)
    # As the rungs of the others, and in the original's shape (10:8, 30:2, 60:1 of 21 networks).
    rungs = stages((last / 10, networks - 1), (last / 3, networks / 3), (last, 1))
    original = stages((last / 6, networks * 8 / 21), (last / 2, networks * 2 / 21), (last, 1))
    pairs = [("full", "random"), ("full", "tpe"), ("asha", "random"), ("asha", "tpe"),
             ("pasha", "tpe"), ("hyperband", "tpe")]
    return {"full+grid": method("full", "grid"),
            f"staged {rungs[1]}": method("staged", "grid", *rungs),
            f"staged {original[1]}": method("staged", "grid", *original),
            **{f"{a}+{b}": method(a, b) for a, b in pairs}}


def run_efs(efs, path, curves, options, seeds):
    """Steps (epochs, regret, rank) of every seed; checks that the program's own table agrees."""
    objectives = ("--objective", "minimize val_loss", "--objective", "minimize latency_ms")
    with tempfile.NamedTemporaryFile(suffix=".csv") as out:
        printed = subprocess.run(
            [efs, "simulate", path, *options, "--seeds", str(seeds), "--budget-epochs",
             str(curves.all_epochs()), "--out", out.name,
             *(objectives if curves.with_latency else ())],
            check=True, capture_output=True, text=True).stdout
        with open(out.name, encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
    runs = [[] for _ in range(seeds)]
    for row in rows:
        runs[int(row["seed"])].append((int(row["epochs"]), float(row["regret"]), int(row["rank"])))
    for column, goal in zip(re.findall(r"\S+ \(\S+-\S+\)", printed.splitlines()[-1]),
                            goals(curves)):
        ours = "{1:.0f} ({0:.0f}-{2:.0f})".format(
            *quartiles([epochs_until(steps, goal) for steps in runs])).replace("inf", "never")
        if ours != column:
            raise SystemExit(f"efs simulate {' '.join(options)} prints {column}, its steps {ours}")
    return runs


def goals(curves):
    if curves.with_latency:
        return [lambda regret, _, most=most: regret <= most for most in (0.01, 0.05, 0.1)]
    return [lambda _, rank, most=most: rank <= most for most in (1, 3, 5)]


def check_evaluation(curves, steps):
    """The grid, trained here, must give the regrets that efs simulate gave."""
    chooser = Chooser(curves)
    epochs = 0
    for architecture in curves.architectures:
        for learning_rate in curves.learning_rates:
            point = architecture, learning_rate
            for epoch in range(1, curves.epochs + 1 if point in curves.losses else 1):
                epochs += 1
                chooser.observe(point, epoch)
                _, regret, rank = after(steps, epochs)
                ours = chooser.judge()
                if not math.isclose(ours[0], regret, abs_tol=1e-9) or ours[1] != rank:
                    raise SystemExit(f"after {epochs} epochs of the grid efs simulate has "
                                     f"{regret, rank}, bench/choice_score.py {ours}")


class OptunaRun:
    """`steps`: (epochs without repeats, epochs with them, regret, rank), one per change."""

    def __init__(self, curves, method, learning_rate, patience, seed):
        make_sampler, make_pruner = method
        self.curves = curves
        self.learning_rate = learning_rate
        self.chooser = Chooser(curves)
        self.fresh = self.asked = 0
        self.steps = []
        self.most = patience * curves.all_epochs()
        # Hyperband's brackets depend on the study's name.
        self.study = optuna.create_study(
            study_name=str(seed), sampler=make_sampler(seed=seed),
            pruner=make_pruner(curves.epochs),
            directions=["minimize"] * (2 if curves.with_latency else 1))
        while not self.over():
            self.run_trial()

    def over(self):
        return (self.fresh >= self.curves.all_epochs() or self.asked >= self.most
                or self.chooser.settled())

    def propose(self, trial):
        architecture = trial.suggest_categorical("architecture", self.curves.architectures)
        rates = self.curves.learning_rates
        if self.learning_rate == "categorical":
            return architecture, trial.suggest_categorical("learning_rate", rates)
        rates = sorted(rates, key=float)
        if self.learning_rate == "index":
            return architecture, rates[trial.suggest_int("learning_rate", 0, len(rates) - 1)]
        # Half a step more at both ends, so that every rate is as near to as much of the range.
        logs = [math.log(float(rate)) for rate in rates]
        half = (logs[-1] - logs[0]) / (len(logs) - 1) / 2
        value = trial.suggest_float("learning_rate", math.exp(logs[0] - half),
                                    math.exp(logs[-1] + half), log=True)
        return architecture, min(rates, key=lambda rate: abs(math.log(float(rate) / value)))

    def run_trial(self):
        trial = self.study.ask()
        point = self.propose(trial)
        if point not in self.curves.losses:
            self.study.tell(trial, state=optuna.trial.TrialState.FAIL)
            return
        losses = self.curves.losses[point]
        for epoch, loss in enumerate(losses, 1):
            self.train(point, epoch)
            if self.curves.with_latency:
                continue
            trial.report(loss if math.isfinite(loss) else math.inf, epoch)
            if epoch < len(losses) and trial.should_prune():
                self.study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                return
        last = losses[-1] if math.isfinite(losses[-1]) else math.inf
        self.study.tell(trial, (last, self.curves.latency_ms[point[0]])
                        if self.curves.with_latency else last)

    def train(self, point, epoch):
        self.asked += 1
        if epoch <= self.chooser.trained.get(point, 0):
            return
        self.fresh += 1
        self.chooser.observe(point, epoch)
        judged = self.chooser.judge()
        if not self.steps or self.steps[-1][2:] != judged:
            self.steps.append((self.fresh, self.asked, *judged))


def optuna_steps(curves, method, learning_rate, patience, seed):
    run = OptunaRun(curves, method, learning_rate, patience, seed)
    return run.steps, run.asked >= run.most


def print_table(title, columns, rows, last_rows=()):
    print(f"\n{title}\n")
    cells = [["method", *columns], *rows, *([[]] if last_rows else []), *last_rows]
    width = [max(len(row[i]) for row in cells if row) for i in range(len(columns) + 1)]
    for row in cells:
        print("  ".join(cell.ljust(size) if i == 0 else cell.rjust(size)
                        for i, (cell, size) in enumerate(zip(row, width))).rstrip())


def shown(value):
    if math.isinf(value):
        return "never"
    if abs(value) < 1e-12:
        return "0"
    return f"{value:.3g}" if abs(value) < 1e3 else f"{value:.0f}"


def print_verdicts(title, budgets, ours, optunas, statistic):
    """A line per method, of one number per budget, and who is better."""
    def line(runs):
        return [statistic([after(steps, budget) for steps in runs]) for budget in budgets]

    def best(methods):
        return [min(values) for values in zip(*map(line, methods.values()))]

    best_ours, best_optuna = best(ours), best(optunas)
    default = line(ours["asha+tpe"])

    def verdict(name, values):
        return [name, *("yes" if value <= other + 1e-12 else "no"
                        for value, other in zip(values, best_optuna))]

    print_table(title, list(map(str, budgets)),
                [[name, *map(shown, line(runs))] for name, runs in {**ours, **optunas}.items()],
                [["best of efs", *map(shown, best_ours)],
                 ["best of Optuna", *map(shown, best_optuna)],
                 verdict("efs at least as good", best_ours),
                 verdict("asha+tpe alone", default)])


def mean(values):
    return sum(values) / len(values)


def print_part(curves, ours, optunas, charged):
    """`charged`: Optuna's runs with repeats counted."""
    total = curves.all_epochs()
    budgets = [round(share * total) for share in SHARES]
    what = "1 - hypervolume" if curves.with_latency else "regret"

    def regrets(steps):
        return [step[1] for step in steps]

    def ranks(steps):
        return [step[2] for step in steps]

    for name, statistic in (("mean", mean), ("median", lambda values: quartiles(values)[1])):
        print_verdicts(f"{name} {what} after so many epochs", budgets, ours, optunas,
                       lambda steps, statistic=statistic: statistic(regrets(steps)))
    print_table(f"quartiles of {what}", list(map(str, budgets)),
                [[name, *("{0}-{2}".format(*map(shown, quartiles(
                    regrets([after(steps, budget) for steps in runs])))) for budget in budgets)]
                 for name, runs in {**ours, **optunas}.items()])
    if not curves.with_latency:
        print_verdicts("mean rank of the choice", budgets, ours, optunas,
                       lambda steps: mean(ranks(steps)))
        print_table("median rank of the choice (quartiles)", list(map(str, budgets)),
                    [[name, *("{1} ({0}-{2})".format(
                        *quartiles(ranks([after(steps, budget) for steps in runs])))
                        for budget in budgets)]
                     for name, runs in {**ours, **optunas}.items()])
    print_table("epochs until the choice is for good, median (quartiles)",
                ["99 % of the front", "95 %", "90 %"] if curves.with_latency else
                ["the best", "of the best 3", "of the best 5"],
                [[name, *("{1} ({0}-{2})".format(*map(shown, quartiles(
                    [epochs_until(steps, goal) for steps in runs]))) for goal in goals(curves))]
                 for name, runs in {**ours, **optunas}.items()])
    print_verdicts(f"mean {what} where Optuna's repeated epochs count as well", budgets, ours,
                   charged, lambda steps: mean(regrets(steps)))


def compare(arguments, with_latency):
    curves = Curves(arguments.curves, with_latency)
    print(f"\n# {'Loss and latency' if with_latency else 'Validation loss'}: {len(curves.losses)} "
          f"curves of {curves.epochs} epochs, {arguments.seeds} seeds; efs against Optuna "
          f"{optuna.__version__}, learning rate {arguments.learning_rate}")
    methods = OPTUNA_TWO if with_latency else OPTUNA_ONE
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".csv")).name
        curves.write(path)
        pool = stack.enter_context(concurrent.futures.ProcessPoolExecutor(arguments.processes))
        runs = {name: pool.submit(run_efs, arguments.efs, path, curves, options, arguments.seeds)
                for name, options in efs_methods(curves).items()}
        grid = pool.submit(run_efs, arguments.efs, path, curves,
                           ("--scheduler", "full", "--sampler", "grid"), 1)
        found = {name: list(pool.map(
            functools.partial(optuna_steps, curves, method, arguments.learning_rate,
                              arguments.patience), range(arguments.seeds), chunksize=5))
            for name, method in methods.items()}
        ours = {name: future.result() for name, future in runs.items()}
        check_evaluation(curves, grid.result()[0])

    def without(index):
        return {name: [[step[:index] + step[index + 1:] for step in steps] for steps, _ in runs]
                for name, runs in found.items()}

    print_part(curves, ours, without(1), without(0))
    gave_up = {name: sum(ended for _, ended in runs) for name, runs in found.items()}
    print("\nruns that ended by --patience: "
          + (", ".join(f"{name} {count}" for name, count in gave_up.items() if count) or "none"))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curves", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--efs", type=pathlib.Path, default=EFS)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--patience", type=float, default=2.0)
    parser.add_argument("--learning-rate", choices=("categorical", "float", "index"),
                        default="categorical", help="what Optuna is told that it is")
    parser.add_argument("--objectives", type=int, nargs="+", choices=(1, 2), default=(1, 2))
    arguments = parser.parse_args()
    for objectives in arguments.objectives:
        compare(arguments, objectives == 2)


if __name__ == "__main__":
    main()
