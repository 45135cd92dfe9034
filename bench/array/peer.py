"""detections/rules.lsmap as a Python script, where the records stand in one array."""
import importlib.util
import json
import pathlib
import sys

spec = importlib.util.spec_from_file_location("ndjson", pathlib.Path(__file__).parent.parent / "detections/peer.py")
ndjson = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ndjson)

with open(sys.argv[1], encoding="utf-8") as whole:
    tasks = [ndjson.convert(record) for record in json.load(whole)]
# json.dump() would write it piece by piece in Python, five times slower.
sys.stdout.write(json.dumps(tasks, ensure_ascii=False, separators=(",", ":")) + "\n")
