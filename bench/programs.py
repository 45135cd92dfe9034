"""The programs that are run beside one another: lsmapc, the references by hand, and the peers that are here."""
import json
import os
import shutil
import subprocess
import sys

from workloads import BENCH

ROOT = os.path.dirname(BENCH)
SDK = "from label_studio_sdk.converter.imports.coco import convert_coco_to_ls as run; import sys; " \
      "run(sys.argv[1], sys.argv[2], out_type='predictions')"


def build_lsmapc(folder):
    print("building lsmapc in %s" % folder, file=sys.stderr)
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DLSMAP_STATIC=ON", "-DBUILD_TESTING=OFF"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", "lsmapc"], check=True, stdout=subprocess.DEVNULL)
    return os.path.join(folder, "lsmapc")


def one_thread(lsmapc):
    """Where it can do with more."""
    text = subprocess.run([lsmapc, "run", "--help"], stdout=subprocess.PIPE, check=True).stdout
    return ("--jobs", "1") if b"--jobs" in text else ()


def newest(paths):
    return max(os.path.getmtime(path) for path in paths)


def build_stopwatch(work):
    out = os.path.join(work, "stopwatch")
    source = os.path.join(BENCH, "stopwatch.cpp")
    if not os.path.exists(out) or os.path.getmtime(out) < os.path.getmtime(source):
        subprocess.run(["c++", "-std=c++20", "-O2", source, "-o", out], check=True)
    return out


def build_reference(workload, work, flags):
    """With the flags of a release of lsmapc; kept until a source is newer."""
    out = os.path.join(work, "reference-" + workload.folder)
    writer = os.path.join(ROOT, "src/data/output.cpp")
    sources = [workload.path("reference.cpp"), writer]
    headers = [os.path.join(folder, file) for folder, _, files in os.walk(BENCH) for file in files
               if file.endswith(".hpp")] + [os.path.join(ROOT, "src/data/output.hpp")]
    if not os.path.exists(out) or os.path.getmtime(out) < newest(sources + headers):
        print("building %s" % out, file=sys.stderr)
        subprocess.run(["c++", "-std=c++20", "-O3", "-DNDEBUG", "-ffp-contract=off", *flags,
                        "-I", os.path.join(ROOT, "src"), "-I", BENCH, *sources, "-o", out,
                        "-lsimdjson", "-lfmt"], check=True)
    return out


def sdk_python():
    """A Python that has label_studio_sdk: $LS_SDK_PYTHON, or the one that runs this."""
    for python in (os.environ.get("LS_SDK_PYTHON"), sys.executable):
        if python and subprocess.run([python, "-c", "import label_studio_sdk.converter.imports.coco"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def peers_of(workload, wanted):
    """Name → command without the input, of those that are installed; says which are not."""
    commands = {}
    rows = [("python", workload.path("peer.py"), sys.executable, (*workload.flags,)),
            ("node", workload.path("peer.js"), shutil.which("node"), ()),
            ("jq", workload.path("peer.jq"), shutil.which("jq"), ("-c", "-f")),
            ("gojq", workload.path("peer.jq"), shutil.which("gojq"), ("-c", "-f"))]
    for name, script, program, flags in rows:
        if name not in wanted or not os.path.exists(script):
            continue
        if program is None:
            print("%s is not installed: left out" % name, file=sys.stderr)
        elif flags and flags[0] == "-c":
            commands[name] = [program, *flags, script]
        else:
            commands[name] = [program, script, *flags]
    if workload.has_sdk and "sdk" in wanted:
        python = sdk_python()
        if python is None:
            print("label_studio_sdk is not here (LS_SDK_PYTHON names a Python that has it): left out",
                  file=sys.stderr)
        else:
            commands["sdk"] = [python, "-c", SDK]
    return commands


def output_of(command, path, work):
    """What a program writes about an input."""
    done = subprocess.run(full(command, path, work), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("failed: %s\n%s" % (" ".join(command), done.stderr.decode(errors="replace")))
    if SDK not in command:
        return done.stdout
    with open(os.path.join(work, "sdk.json"), encoding="utf-8") as whole:
        return json.dumps([as_lsmapc(task) for task in json.load(whole)]).encode()


def as_lsmapc(task):
    """A task of the SDK's, under the names of coco-boxes/rules.lsmap."""
    return {"data": {"image": task["data"]["image"].replace("/data/local-files/?d=", "", 1)},
            "predictions": [{"model_version": "coco",
                             "result": [{**r, "from_name": "bbox"} for r in p["result"]]}
                            for p in task["predictions"]]}


def full(command, path, work):
    """The SDK's converter writes a file."""
    return [*command, path, os.path.join(work, "sdk.json")] if SDK in command else [*command, path]
