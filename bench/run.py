#!/usr/bin/env python3
"""Measures lsmapc beside programs that do one of its jobs by hand, and beside what one would take otherwise.

  bench/run.py --quick                         every workload on a few megabytes, about a minute
  bench/run.py                                 the whole table
  bench/run.py ner-bytes tracks --rounds 9     some workloads
  bench/run.py --check --lsmapc build/dev/lsmapc    only whether lsmapc and the Python scripts agree

Every workload has a folder with its rules, the same job by hand in C++ (simdjson On Demand, built here with
the flags of a release) and as a Python script; detections are there for Node, jq and gojq too. What all of
them write is compared for equality of meaning. Then whole processes are run in turn, A B C A B C …, after one
round to warm up; output goes to /dev/null, the input is in the page cache.

cpu: user and system seconds, median. of hand: the speed of lsmapc as a share of the program by hand, median of
the rounds' ratios; 100 % is as fast. peak: the largest resident memory. A peer's `slower` is its CPU (wall)
time over that of lsmapc. Less than 5 % is noise; wall time means something on a quiet machine only.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

import meaning
import programs
from generate import generate
from workloads import WORKLOADS

PEERS = ("python", "node", "jq", "gojq", "sdk")


def run(stopwatch, command):
    """CPU seconds, wall seconds and peak memory in MB of a process."""
    done = subprocess.run([stopwatch, *command], stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("failed: " + " ".join(command))
    return tuple(map(float, done.stdout.split()))


def rounds_of(stopwatch, commands, rounds):
    """Name → figures of each round, all run in turn."""
    seen = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            figures = run(stopwatch, command)
            if turn > 0:
                seen[name].append(figures)
    return seen


def ratio(seen, name, column):
    """Of a program to lsmapc: the median of the rounds' ratios."""
    return statistics.median(theirs[column] / max(ours[column], 1e-6)
                             for theirs, ours in zip(seen[name], seen["lsmapc"]))


def input_of(workload, megabytes, work):
    path = os.path.join(work, "%s-%g.json" % (workload.input_kind, megabytes))
    if not os.path.exists(path):
        print("generating %s" % path, file=sys.stderr)
        generate(workload.input_kind, megabytes, path + ".part")
        os.rename(path + ".part", path)
    return path


def commands_of(workload, args, lsmapc):
    commands = {"lsmapc": [lsmapc, workload.rules_path(), *workload.output, *programs.one_thread(lsmapc)]}
    if not args.check:
        reference = programs.build_reference(workload, args.work, args.flags.split())
        commands["by hand"] = [reference, *workload.flags]
    commands.update(programs.peers_of(workload, args.peers))
    return commands


def check_same(workload, commands, args):
    """All programs on a small input."""
    path = input_of(workload, args.check_megabytes * workload.share, args.work)
    ours = programs.output_of(commands["lsmapc"], path, args.work)
    for name, command in commands.items():
        if name == "lsmapc":
            continue
        tasks, difference = meaning.compare(ours, programs.output_of(command, path, args.work))
        if difference:
            sys.exit("%s: lsmapc and %s differ: %s" % (workload.name, name, difference))
        if args.check:
            print("%s: %d tasks mean the same as those of %s" % (workload.name, tasks, name))


def measure(workload, stopwatch, commands, args):
    path = input_of(workload, args.megabytes * workload.share, args.work)
    seen = rounds_of(stopwatch, {name: programs.full(c, path, args.work) for name, c in commands.items()}, args.rounds)
    figures = {"workload": workload.name, "megabytes": round(os.path.getsize(path) / 1e6, 1), "programs": {}}
    for name, rows in seen.items():
        cpu, wall, peak = (statistics.median(column) for column in zip(*rows))
        figures["programs"][name] = {"cpu": round(cpu, 4), "wall": round(wall, 4), "peak_mb": round(peak, 1),
                                     "cpu_ratio": round(ratio(seen, name, 0), 3),
                                     "wall_ratio": round(ratio(seen, name, 1), 3)}
    return figures


def row_by_hand(figures):
    ours, hand = figures["programs"]["lsmapc"], figures["programs"]["by hand"]
    return "| %s | %.0f | %.3f | %.3f | %.0f %% | %.0f %% | %.1f | %.1f |" % (
        figures["workload"], figures["megabytes"], ours["cpu"], hand["cpu"], 100 * hand["cpu_ratio"],
        100 * hand["wall_ratio"], ours["peak_mb"], hand["peak_mb"])


def rows_of_peers(figures):
    for name, peer in figures["programs"].items():
        if name not in ("lsmapc", "by hand"):
            yield "| %s | %s | %.0f times | %.0f times | %.0f |" % (
                figures["workload"], name, peer["cpu_ratio"], peer["wall_ratio"], peer["peak_mb"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(w.name for w in WORKLOADS))
    parser.add_argument("--quick", action="store_true", help="4 MB, 3 rounds, peers by hand and in Python only")
    parser.add_argument("--check", action="store_true", help="compare the meaning on small inputs, measure nothing")
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--check-megabytes", type=float, default=1, metavar="MEGABYTES")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default=",".join(PEERS), help="of %(default)s; `none`")
    parser.add_argument("--lsmapc", help="a release that is built already")
    parser.add_argument("--flags", default="", help="more flags for the programs by hand: -march=native")
    parser.add_argument("--work", default="/tmp/lsmapc-bench", help="for inputs and programs")
    parser.add_argument("--json", metavar="FILE", help="all figures")
    args = parser.parse_args()
    unknown = set(args.workloads) - {w.name for w in WORKLOADS}
    if unknown:
        parser.error("no workload is called %s" % ", ".join(sorted(unknown)))
    if args.quick:
        args.megabytes, args.rounds, args.peers = 4, 3, "python"
    if args.check:
        args.peers = "python"
    args.peers = args.peers.split(",")
    os.makedirs(args.work, exist_ok=True)
    lsmapc = os.path.abspath(args.lsmapc) if args.lsmapc else programs.build_lsmapc(os.path.join(args.work, "build"))
    chosen = [w for w in WORKLOADS if not args.workloads or w.name in args.workloads]

    all_figures = []
    stopwatch = None
    if not args.check:
        stopwatch = programs.build_stopwatch(args.work)
        print("| workload | MB | lsmapc, s cpu | by hand, s cpu | of hand, cpu | of hand, wall | peak MB | by hand |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
    for workload in chosen:
        commands = commands_of(workload, args, lsmapc)
        check_same(workload, commands, args)
        if not args.check:
            all_figures.append(measure(workload, stopwatch, commands, args))
            print(row_by_hand(all_figures[-1]), flush=True)
    peers = [row for figures in all_figures for row in rows_of_peers(figures)]
    if peers:
        print("\n| workload | peer | slower, cpu | slower, wall | peak MB |\n|---|---|---|---|---|")
        print("\n".join(peers))
    if args.json:
        with open(args.json, "w", encoding="utf-8") as out:
            json.dump(all_figures, out, indent=1)


if __name__ == "__main__":
    main()
