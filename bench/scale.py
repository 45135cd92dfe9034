#!/usr/bin/env python3
"""Measures how lsmapc does with much: memory, cost per record, threads, large COCO files, the start.

  bench/scale.py                             all of it, about ten minutes and 12 GB in --work
  bench/scale.py records threads start       some of it
  bench/scale.py --gigabytes 1               smaller ones

records  detections as NDJSON and as one array, from 1 MB up: CPU time for a megabyte as a share of that at
         50 MB (measured before and behind each, the time of a run over nothing taken off), peak memory
threads  200 MB with one and with two threads: wall time, and whether the bytes are the same
coco     one COCO file with its annotations in no order, behind the images and before them: peak memory
start    one record by a rule file of 200 lines, from start to finish

Output goes to /dev/null. Wall time means something on a quiet machine only.
"""
import argparse
import hashlib
import os
import statistics
import subprocess
import sys

import programs
from generate import generate
from inputs.big_coco import write_coco
from run import run
from workloads import BENCH

RULES = os.path.join(BENCH, "detections", "rules.lsmap")
COCO_RULES = os.path.join(BENCH, "coco-boxes", "rules.lsmap")


def made(path, make):
    if not os.path.exists(path):
        print("generating %s" % path, file=sys.stderr)
        make(path + ".part")
        os.rename(path + ".part", path)
    return path


def detections(work, megabytes, kind="detections"):
    """Of more than 50 MB: those of 50 MB again and again."""
    def make(path):
        if megabytes <= 50:
            generate(kind, megabytes, path)
            return
        with open(detections(work, 50, kind), "rb") as small:
            text = small.read().strip()
        between = b"\n"
        if kind == "array":
            text, between = text[1:-1], b","
        with open(path, "wb") as out:
            out.write(b"[" if kind == "array" else b"")
            for i in range(round(megabytes / 50)):
                out.write((between if i else b"") + text)
            out.write(b"]\n" if kind == "array" else b"\n")
    return made(os.path.join(work, "%s-%d.json" % (kind, megabytes)), make)


def cost(args, stopwatch, file, nothing, times):
    """CPU time for a byte, the start of a process taken off, and the peak of memory."""
    cpu = peak = 0.0
    for _ in range(times):
        used, _, most = run(stopwatch, [args.lsmapc, RULES, file, "--jobs", "1"])
        cpu += used - run(stopwatch, [args.lsmapc, RULES, nothing, "--jobs", "1"])[0]
        peak = max(peak, most)
    return cpu / times / os.path.getsize(file), peak


def records(args, stopwatch):
    print("| input | MB | CPU for a MB | peak MB |\n|---|---|---|---|")
    nothing = made(os.path.join(args.work, "nothing.json"), lambda path: open(path, "w").close())
    for kind in ("detections", "array"):
        usual = detections(args.work, 50, kind)
        for size in (1, 500, 4000):
            if size > args.gigabytes * 1000:
                continue
            file = detections(args.work, size, kind)
            seen = []
            for _ in range(args.rounds):
                # Between two measurements of what it is compared with: the machine's speed moves.
                before, here, behind = (
                    cost(args, stopwatch, which, nothing, times)
                    for which, times in ((usual, 3), (file, max(1, 100 // size)), (usual, 3)))
                seen.append((2 * here[0] / (before[0] + behind[0]), here[1]))
            print("| %s | %d | %.0f %% | %.1f |" % (
                kind, size, 100 * statistics.median(row[0] for row in seen), max(row[1] for row in seen)), flush=True)


def threads(args, stopwatch):
    file = detections(args.work, 200)
    digests = []
    for jobs in ("1", "2"):
        with subprocess.Popen([args.lsmapc, RULES, file, "--jobs", jobs], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            digests.append(hashlib.file_digest(process.stdout, "sha256").hexdigest())
    seen = []
    for _ in range(2 * args.rounds + 1):
        one, two = (run(stopwatch, [args.lsmapc, RULES, file, "--jobs", jobs]) for jobs in ("1", "2"))
        seen.append((one[1] / two[1], two[0] / one[0], two[2]))
    wall, cpu, peak = (statistics.median(column) for column in zip(*seen[1:]))
    print("two threads: %.2f times as fast (best %.2f), %.2f times the CPU time, peak %.1f MB, %s" % (
        wall, max(row[0] for row in seen[1:]), cpu, peak,
        "the same bytes" if digests[0] == digests[1] else "OTHER BYTES"))


def coco(args, stopwatch):
    print("| annotations | MB | CPU s | peak MB |\n|---|---|---|---|")
    images = round(args.coco_gigabytes * 750_000)
    for order in ("behind", "before"):
        file = made(os.path.join(args.work, "coco-%s-%g.json" % (order, args.coco_gigabytes)),
                    lambda path: write_coco(path, images, 12, order == "behind"))
        cpu, _, peak = run(stopwatch, [args.lsmapc, COCO_RULES, file, "--jobs", "1"])
        print("| %s the images | %d | %.1f | %.1f |" % (order, os.path.getsize(file) / 1e6, cpu, peak), flush=True)


def start(args, stopwatch):
    """The rules of the detections with more classes, 200 lines in all."""
    with open(RULES, encoding="utf-8") as rules:
        lines = rules.read().splitlines()
    arms = next(i for i, line in enumerate(lines) if "-> skip" in line)
    more = ['  "class %d" -> "Car"' % i for i in range(200 - len(lines))]
    folder = os.path.join(args.work, "start")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "rules.lsmap"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines[:arms] + more + lines[arms:]) + "\n")
    with open(os.path.join(BENCH, "detections", "config.xml"), encoding="utf-8") as config, \
            open(os.path.join(folder, "config.xml"), "w", encoding="utf-8") as out:
        out.write(config.read())
    with open(detections(args.work, 1), encoding="utf-8") as many:
        record = many.readline()
    with open(os.path.join(folder, "one.json"), "w", encoding="utf-8") as out:
        out.write(record)
    command = [args.lsmapc, os.path.join(folder, "rules.lsmap"), os.path.join(folder, "one.json")]
    seen = [(run(stopwatch, command)[1], run(stopwatch, ["/bin/true"])[1]) for _ in range(100)]
    ours, none = (statistics.median(column) * 1000 for column in zip(*seen))
    print("one record, 200 lines of rules: %.1f ms from start to finish (median of 100; /bin/true %.1f ms)" % (ours, none))


PARTS = {"records": records, "threads": threads, "coco": coco, "start": start}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--gigabytes", type=float, default=4, help="of the largest detections")
    parser.add_argument("--coco-gigabytes", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lsmapc", help="a release that is built already")
    parser.add_argument("--work", default="/tmp/lsmapc-bench", help="for inputs and programs")
    args = parser.parse_args()
    unknown = set(args.parts) - set(PARTS)
    if unknown:
        parser.error("there is no part called %s" % ", ".join(sorted(unknown)))
    os.makedirs(args.work, exist_ok=True)
    args.lsmapc = os.path.abspath(args.lsmapc) if args.lsmapc else \
        programs.build_lsmapc(os.path.join(args.work, "build"))
    stopwatch = programs.build_stopwatch(args.work)
    for name, measure in PARTS.items():
        if not args.parts or name in args.parts:
            measure(args, stopwatch)


if __name__ == "__main__":
    main()
