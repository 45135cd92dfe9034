#!/usr/bin/env bash
# Holds triples of `lsmap_generate --emit DIR` against the server's own validator.
# usage: check_with_sdk.sh PYTHON DIR, where PYTHON has the package label_studio_sdk.
set -euo pipefail
if [[ $# -ne 2 ]]; then
    echo "usage: check_with_sdk.sh PYTHON DIR" >&2
    exit 2
fi
exec "$1" - "$2" <<'PYTHON'
import json
import pathlib
import sys

from label_studio_sdk.label_interface import LabelInterface


def tasks_of(path):
    text = path.read_text(encoding="utf-8")
    try:
        found = json.loads(text)
    except json.JSONDecodeError:  # a task a line
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    return found if isinstance(found, list) else [found]


def predictions_of(task):
    # Responses with several predictions for a task stand in a list.
    return task if isinstance(task, list) else task.get("predictions", [task])


folders = sorted(pathlib.Path(sys.argv[1]).iterdir())
checked = passed_over = failed = results = not_judged = 0
for folder in folders:
    if folder.name.endswith("-editor"):
        passed_over += 1
        continue
    interface = LabelInterface((folder / "config.xml").read_text(encoding="utf-8"))
    problems = []
    for task in tasks_of(folder / "output.json"):
        predictions = predictions_of(task)
        if "data" in task:
            try:
                interface.validate_task({"data": task["data"]})
            except TypeError:  # an object without a `value`, of which its own code makes nothing
                not_judged += 1
            except Exception as problem:  # what the server answers with
                problems.append(f"the task: {problem}")
        for prediction in predictions:
            results += len(prediction["result"])
            problems += interface.validate_prediction(prediction, return_errors=True)
    checked += 1
    if problems:
        failed += 1
        print(f"{folder}:")
        for problem in problems[:5]:
            print(f"  {str(problem)[:300]}")
print(f"{checked} triples with {results} results checked ({not_judged} tasks whose data it could not judge), "
      f"{passed_over} for the editor passed over, {failed} refused")
sys.exit(1 if failed else 0)
PYTHON
