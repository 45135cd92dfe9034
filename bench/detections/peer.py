"""detections/rules.lsmap as a Python script: NDJSON to a task a line."""
import json
import sys

LABELS = {
    "person": "Person", "bicycle": "Bicycle", "car": "Car", "motorcycle": "Motorcycle", "bus": "Bus",
    "truck": "Truck", "traffic light": "Sign", "stop sign": "Sign", "bird": "Animal", "cat": "Animal",
    "dog": "Animal", "horse": "Animal", "sheep": "Animal", "cow": "Animal",
}


def convert(record):
    width, height = record["width"], record["height"]
    results = []
    for d in record["detections"]:
        score = d["confidence"]
        label = LABELS.get(d["class"])
        if score < 0.25 or label is None:
            continue
        x1, y1, x2, y2 = d["bbox_xyxy"]
        results.append({
            "id": "r%d" % len(results), "type": "rectanglelabels", "from_name": "label", "to_name": "image",
            "original_width": width, "original_height": height, "image_rotation": 0,
            "value": {"x": x1 / width * 100, "y": y1 / height * 100, "width": (x2 - x1) / width * 100,
                      "height": (y2 - y1) / height * 100, "rotation": 0, "rectanglelabels": [label]},
            "score": score})
    prediction = {"model_version": "detector", "result": results}
    if results:
        prediction["score"] = sum(r["score"] for r in results) / len(results)
    return {"data": {"image": record["image"]}, "predictions": [prediction]}


def main():
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            sys.stdout.write(encode(convert(json.loads(line))) + "\n")


if __name__ == "__main__":
    main()
