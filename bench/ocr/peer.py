"""ocr/rules.lsmap as a Python script: three results a word."""
import json
import sys


def convert(record):
    width, height = record["width"], record["height"]
    results = []
    scores = []
    for w in record["words"]:
        score = w["confidence"]
        if score < 0.25:
            continue
        shape = {"x": w["left"] / width * 100, "y": w["top"] / height * 100, "width": w["width"] / width * 100,
                 "height": w["height"] / height * 100, "rotation": 0}
        head = {"id": "r%d" % len(scores), "to_name": "image", "original_width": width,
                "original_height": height, "image_rotation": 0, "score": score}
        label = "Word" if score >= 0.75 else "Doubtful"
        results += [
            {**head, "type": "rectangle", "from_name": "box", "value": shape},
            {**head, "type": "labels", "from_name": "kind", "value": {**shape, "labels": [label]}},
            {**head, "type": "textarea", "from_name": "transcription", "value": {**shape, "text": [w["text"]]}}]
        scores.append(score)
    prediction = {"model_version": "ocr", "result": results}
    if scores:
        prediction["score"] = sum(scores) / len(scores)
    return {"data": {"image": record["image"]}, "predictions": [prediction]}


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(encode(convert(json.loads(line))) + "\n")
