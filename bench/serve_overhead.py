#!/usr/bin/env python3
"""What `efs serve` costs a search: its throughput with and without five open pages, in turn.

    bench/serve_overhead.py [--efs build/release/efs] [--seconds 60] [--rounds 4] [--pages 5]
                            [--workers N] [--kind browser|requests]

Draws faces, starts a search that trains one trial after another for longer than the measurement, and reads the
throughput of each epoch from the study's database. Pages are open in every other period: in Chromium, one process
a page ("browser", which also draws on this machine), or as a page's requests alone ("requests": what a page costs
whose browser is on another machine). Prints medians of both kinds of periods, their ratio, and the processor time of
the server: where neighbours on the host make throughputs noisy, that says more.
"""
import argparse
import json
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--remote-debugging-port=0"]


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def processor_s(process: subprocess.Popen) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class RequestsPage(threading.Thread):
    """Asks as a page does: listens, and asks for charts and leaderboard whenever something is new."""

    def __init__(self, url: str, study: str):
        super().__init__(daemon=True)
        self.url, self.study, self.wanted = url, study, True
        self.start()

    def run(self) -> None:
        drawn = 0.0
        with urllib.request.urlopen(f"{self.url}api/events?study={self.study}") as events:
            for line in events:
                if not self.wanted:
                    return
                if not line.startswith(b"data:"):
                    continue
                self.get(f"api/leaderboard?study={self.study}&sort=rank&from=0&count=50")
                if time.monotonic() >= drawn:
                    charts = json.loads(self.get(f"api/charts?study={self.study}"))
                    drawn = time.monotonic() + charts["rest_s"]

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path) as answer:
            return answer.read()

    def close(self) -> None:
        self.wanted = False


class BrowserPage:
    def __init__(self, url: str, study: str):
        self.profile = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [*CHROMIUM, f"--user-data-dir={self.profile.name}", f"{url}#/study/{study}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        time.sleep(0.5)
        self.profile.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--efs", default="build/release/efs")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each period")
    parser.add_argument("--rounds", type=int, default=4, help="pairs of periods")
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kind", choices=["browser", "requests"], default="requests")
    arguments = parser.parse_args()
    efs = str(Path(arguments.efs).resolve())
    make_page = {"browser": BrowserPage, "requests": RequestsPage}[arguments.kind]

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        subprocess.run([efs, "data", "synth", "faces", "--images", "200", "--side", "96"], cwd=work, check=True,
                       stdout=subprocess.DEVNULL)
        search = subprocess.Popen(
            [efs, "search", "--images", "faces/images", "--labels", "faces/labels.txt", "task=single", "input=96",
             "space.architectures=[mobilenet_v3_small, shufflenet_v2_x1_0]", "stages=[{epochs: 100000, keep: 1}]",
             f"search.workers={arguments.workers}", "search.threads_per_worker=1", "train.precision=fp32"],
            cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        serve = subprocess.Popen([efs, "serve", "runs/search", "--port", "0"], cwd=work, stdout=subprocess.PIPE,
                                 text=True) if wait_for_epoch(work) else None
        url = re.search(r"http://\S+", serve.stdout.readline()).group()
        with urllib.request.urlopen(url + "api/studies") as answer:
            study = urllib.parse.quote(json.load(answer)["studies"][0]["id"])
        periods = []
        for index in range(2 * arguments.rounds):
            watched = index % 2 == 1
            pages = [make_page(url, study) for _ in range(arguments.pages if watched else 0)]
            time.sleep(5.0)  # what opening costs is not meant
            begun, used_s = time.time(), processor_s(serve)
            time.sleep(arguments.seconds)
            periods.append((watched, begun, time.time(), processor_s(serve) - used_s))
            for page in pages:
                page.close()
        search.send_signal(signal.SIGTERM)
        serve.send_signal(signal.SIGTERM)
        search.wait()
        serve.wait()
        report(work, periods, arguments)


def database(work: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{work}/runs/search/study.db?mode=ro", uri=True)


def wait_for_epoch(work: Path) -> bool:
    for _ in range(600):
        time.sleep(0.5)
        try:
            if database(work).execute("SELECT COUNT(*) FROM epoch").fetchone()[0] > 2:
                return True
        except sqlite3.Error:
            pass
    raise SystemExit("the search trains nothing")


def report(work: Path, periods: list, arguments: argparse.Namespace) -> None:
    epochs = database(work).execute("SELECT finished_unix_s, seconds, images_per_second FROM epoch").fetchall()
    kinds = {False: [], True: []}
    shares = {False: [], True: []}
    for watched, begun, ended, used_s in periods:
        shares[watched].append(used_s / (ended - begun))
        inside = [speed for finished, seconds, speed in epochs if begun <= finished - seconds and finished <= ended]
        kinds[watched].append(statistics.median(inside))
        print(f"{'pages' if watched else 'alone'}: {len(inside)} epochs, {kinds[watched][-1]:.1f} images/s (median)")
    ratios = [watched / alone for alone, watched in zip(kinds[False], kinds[True])]
    print(f"{processor()}; {arguments.workers} worker(s) of 1 thread; {arguments.pages} pages ({arguments.kind})")
    print(f"with pages / alone: median {statistics.median(ratios):.4f}, {min(ratios):.4f} to {max(ratios):.4f} "
          f"of {len(ratios)} pairs of {arguments.seconds:.0f} s")
    for watched, name in ((False, "alone"), (True, "with pages")):
        print(f"the server {name}: {100 * statistics.median(shares[watched]):.2f} % of one core")


if __name__ == "__main__":
    main()
