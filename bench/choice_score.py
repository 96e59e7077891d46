"""Recorded learning curves, and how good a search's choice on them is after every epoch: what
src/search/simulation/curves.cc and src/search/simulation/search_score.cc compute, once more."""
import csv
import math
import statistics


class Curves:
    """A CSV in the original's format: architecture, learning_rate, epoch, val_loss, latency_s."""

    def __init__(self, path, with_latency):
        with open(path, encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        self.losses = {}  # (architecture, learning rate as written) -> loss of every epoch
        latencies = {}
        for row in rows:
            point = row["architecture"], row["learning_rate"]
            if row["epoch"] == "1":
                self.losses[point] = []
            self.losses[point].append(float(row["val_loss"]))
            if float(row["latency_s"]) > 0:
                latencies.setdefault(point[0], []).append(1e3 * float(row["latency_s"]))
        self.epochs = max(map(len, self.losses.values()))
        self.latency_ms = {name: statistics.median(values) for name, values in latencies.items()}
        self.losses = {point: losses for point, losses in self.losses.items()
                       if len(losses) == self.epochs
                       and (not with_latency or point[0] in self.latency_ms)}
        self.rows = [row for row in rows
                     if (row["architecture"], row["learning_rate"]) in self.losses]
        self.with_latency = with_latency
        self.architectures = list(dict.fromkeys(point[0] for point in self.losses))
        self.learning_rates = list(dict.fromkeys(point[1] for point in self.losses))

    def costs(self, point, epoch):
        """What is to be small after so many epochs; None where it is not finite."""
        loss = self.losses[point][epoch - 1]
        if not math.isfinite(loss):
            return None
        return (loss, self.latency_ms[point[0]]) if self.with_latency else (loss,)

    def all_epochs(self):
        return self.epochs * len(self.losses)

    def write(self, path):
        with open(path, "w", encoding="utf-8", newline="") as table:
            writer = csv.DictWriter(table, self.rows[0].keys())
            writer.writeheader()
            writer.writerows(self.rows)


def dominates(a, b):
    return a != b and all(x <= y for x, y in zip(a, b))


def front_of(costs):
    """Those of a dict of one or two costs that no other dominates."""
    front = []
    least = math.inf
    for key, point in sorted(costs.items(), key=lambda item: item[1]):
        if point[-1] < least or (front and point == costs[front[-1]]):
            front.append(key)
            least = point[-1]
        if len(point) == 1 and point != costs[front[0]]:
            break
    return front


def hypervolume(points, reference):
    """Of two costs."""
    volume = 0.0
    height = reference[1]
    for x, y in sorted(points):
        if x < reference[0] and y < height:
            volume += (reference[0] - x) * (height - y)
            height = y
    return volume


class Chooser:
    """The choice among what was trained so far: with one cost the point that looks best, with two
    the front. `regret`: of the last recorded epoch, how far from the best of all; with two costs
    1 - hypervolume / that of the whole front. `rank`: how many are better, and 1."""

    def __init__(self, curves):
        self.curves = curves
        self.final = {}
        for point in curves.losses:
            costs = curves.costs(point, curves.epochs)
            if costs is not None:
                self.final[point] = costs
        self.front = front_of(self.final)
        self.losses = sorted(costs[0] for costs in self.final.values())
        if curves.with_latency:
            worst = [max(self.final[point][i] for point in self.front) for i in (0, 1)]
            best = [min(self.final[point][i] for point in self.front) for i in (0, 1)]
            self.reference = [high + 0.1 * (high - low) for low, high in zip(best, worst)]
            self.whole = hypervolume([self.final[point] for point in self.front], self.reference)
        self.trained = {}  # point -> epochs
        self.now = {}  # point -> costs after these

    def observe(self, point, epoch):
        self.trained[point] = epoch
        costs = self.curves.costs(point, epoch)
        if costs is not None and point in self.final:
            self.now[point] = costs

    def judge(self):
        """(regret, rank) of the choice; rank 0 with two costs."""
        if not self.now:
            return math.inf, len(self.losses)
        if self.curves.with_latency:
            points = [self.final[point] for point in front_of(self.now)]
            return 1 - hypervolume(points, self.reference) / self.whole, 0
        loss = self.final[min(self.now, key=self.now.get)][0]
        return loss - self.losses[0], sum(other < loss for other in self.losses) + 1

    def settled(self):
        """Whether the choice is the best, and no further training can hide that."""
        if any(self.trained.get(point, 0) < self.curves.epochs for point in self.front):
            return False
        for point in self.final:
            for epoch in range(self.trained.get(point, 0) + 1, self.curves.epochs + 1):
                costs = self.curves.costs(point, epoch)
                if costs and any(dominates(costs, self.final[best]) for best in self.front):
                    return False
        return True


def after(steps, budget):
    """The last of steps (epochs, regret, rank) within a budget of epochs."""
    last = steps[0]
    for step in steps:
        if step[0] <= budget:
            last = step
    return last


def epochs_until(steps, holds):
    """From when on it holds for good; infinity: never."""
    since = math.inf
    for epochs, regret, rank in steps:
        if not holds(regret, rank):
            since = math.inf
        elif since == math.inf:
            since = epochs
    return since


def quartiles(values):
    """Lower, median, upper, as efs simulate has them: of the values themselves."""
    ordered = sorted(values)
    return tuple(ordered[int(share * (len(ordered) - 1) + 0.5)] for share in (0.25, 0.5, 0.75))
