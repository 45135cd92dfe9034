#!/usr/bin/env python3
"""Measures lsmapc against bench/reference_detections.cpp, the same job by hand with simdjson.

  bench/run.py [--build DIR] [--megabytes N] [--rounds N] [--flags FLAGS] [--work DIR]

Builds both (release), makes the inputs, checks that both write the same tasks (region ids aside, numbers
within 1e-9 of one another), then runs whole processes in turn, A B A B …, after one round to warm up. CPU is
user + system of the process; output goes to /dev/null. Prints medians, ratios and peak memory. Differences
below 5 % are noise.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCH = os.path.join(ROOT, "bench")


def build(args):
    subprocess.run(["cmake", "-S", ROOT, "-B", args.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DLSMAP_STATIC=ON", "-DBUILD_TESTING=OFF"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", args.build, "--target", "lsmapc"], check=True, stdout=subprocess.DEVNULL)
    reference = os.path.join(args.work, "reference_detections")
    subprocess.run(["c++", "-std=c++20", "-O3", "-DNDEBUG", "-ffp-contract=off", *args.flags.split(), "-I", os.path.join(ROOT, "src"),
                    os.path.join(BENCH, "reference_detections.cpp"), os.path.join(ROOT, "src/data/output.cpp"),
                    "-o", reference, "-lsimdjson", "-lfmt"], check=True)
    return os.path.join(args.build, "lsmapc"), reference


def generate(args, what, amount, *options):
    path = os.path.join(args.work, "%s-%s%s.json" % (what, amount, "".join(options)))
    if not os.path.exists(path):
        subprocess.run([sys.executable, os.path.join(BENCH, "generate.py"), what, str(amount), path, *options],
                       check=True)
    return path


def run(command):
    """CPU seconds, wall seconds and peak memory in MB of a process."""
    begin = time.monotonic()
    with open(os.devnull, "wb") as null:
        # By way of a small shell: a process forked off Python would count Python's own memory as its peak.
        process = subprocess.Popen(["/bin/sh", "-c", 'exec "$@"', "sh", *command], stdout=null,
                                   stderr=subprocess.DEVNULL, close_fds=True)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("failed: " + " ".join(command))
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss / 1024


def compare(commands, rounds):
    """Medians of each command, run in turn."""
    seen = [[] for _ in commands]
    for turn in range(rounds + 1):
        for i, command in enumerate(commands):
            figures = run(command)
            if turn > 0:
                seen[i].append(figures)
    return [tuple(statistics.median(column) for column in zip(*rows)) for rows in seen]


def tasks_of(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.split(b"\n")


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(k == "id" or same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(1, abs(a))
    return a == b


def check_same(ours, theirs):
    a, b = tasks_of(ours), tasks_of(theirs)
    if len(a) != len(b):
        sys.exit("%d tasks, but the reference has %d" % (len(a) - 1, len(b) - 1))
    for number, (x, y) in enumerate(zip(a, b), 1):
        if (x or y) and not same(json.loads(x), json.loads(y)):
            sys.exit("task %d differs from the reference's:\n%s\n%s" % (number, x.decode(), y.decode()))
    print("same tasks as the reference: %d" % (len(a) - 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="/tmp/lsmapc-bench/build")
    parser.add_argument("--work", default="/tmp/lsmapc-bench")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--flags", default="", help="more flags for the reference, as -march=native")
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    lsmapc, reference = build(args)
    rules = os.path.join(BENCH, "detections.lsmap")
    ours = [lsmapc, rules, "--ndjson", "--jobs", "1"]

    small = generate(args, "detections", 5)
    check_same(ours + [small], [reference, small])

    print("%-28s %9s %9s %7s %9s" % ("detections", "lsmapc s", "hand s", "ratio", "peak MB"))
    for name, options in (("compact", ()), ("spaces", ("--spaces",)), ("unused fields", ("--noise",)),
                          ("one detection a record", ("--mean", "1"))):
        path = generate(args, "detections", args.megabytes, *options)
        (cpu, _, peak), (hand, _, _) = compare([ours + [path], [reference, path]], args.rounds)
        print("%-28s %9.3f %9.3f %7.2f %9.1f" % (name, cpu, hand, cpu / hand, peak), flush=True)

    print("\nmemory against size of the input")
    for megabytes in (20, args.megabytes):
        cpu, _, peak = run(ours + [generate(args, "detections", megabytes)])
        print("%6d MB: %.1f MB peak, %.0f MB/s" % (megabytes, peak, megabytes / cpu), flush=True)

    print("\nCOCO: CPU in proportion to the annotations")
    join = [lsmapc, os.path.join(BENCH, "coco.lsmap"), "--ndjson", "--jobs", "1"]
    for count in (10000, 100000, 1000000):
        path = generate(args, "coco", count)
        (cpu, _, peak), = compare([join + [path]], args.rounds)
        print("%8d annotations: %.3f s, %.2f us each, %.0f MB peak (file %.0f MB)"
              % (count, cpu, cpu / count * 1e6, peak, os.path.getsize(path) / 1e6), flush=True)

    one = os.path.join(args.work, "one.json")
    with open(small, encoding="ascii") as lines, open(one, "w", encoding="ascii") as out:
        out.write(lines.readline())
    (_, start, _), (_, nothing, _) = compare([ours + [one], ["/bin/true"]], 20)
    print("\nstart-up: %.1f ms for one record (%.1f ms for /bin/true)" % (start * 1e3, nothing * 1e3))


if __name__ == "__main__":
    main()
