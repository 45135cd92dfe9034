"""tracks/rules.lsmap as a Python script."""
import json
import sys

LABELS = {"person": "Person", "bicycle": "Bicycle", "car": "Vehicle", "truck": "Vehicle", "bus": "Vehicle"}
FRAME_RATE = 25


def sequence(rows, width, height):
    rows.sort(key=lambda r: r["frame"])
    seen = {r["frame"] for r in rows}
    for r in rows:
        x, y, w, h = r["box"]
        yield {"frame": r["frame"], "time": r["frame"] / FRAME_RATE, "enabled": r["frame"] + 1 in seen,
               "x": x / width * 100, "y": y / height * 100, "width": w / width * 100, "height": h / height * 100,
               "rotation": 0}


def convert(record):
    width, height, frames = record["width"], record["height"], record["frames"]
    tracks = {}
    for row in record["rows"]:
        if row["confidence"] >= 0.25:
            tracks.setdefault(row["track"], []).append(row)
    results = []
    for rows in tracks.values():
        label = LABELS.get(rows[0]["class"])
        if label is None:
            continue
        score = sum(r["confidence"] for r in rows) / len(rows)
        results.append({
            "id": "r%d" % len(results), "type": "videorectangle", "from_name": "box", "to_name": "video",
            "value": {"framesCount": frames, "duration": frames / FRAME_RATE,
                      "sequence": list(sequence(rows, width, height)), "labels": [label]},
            "score": score})
    prediction = {"model_version": "tracker", "result": results}
    if results:
        prediction["score"] = sum(r["score"] for r in results) / len(results)
    return {"data": {"video": record["video"]}, "predictions": [prediction]}


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(encode(convert(json.loads(line))) + "\n")
