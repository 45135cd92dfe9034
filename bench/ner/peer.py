"""ner/rules.lsmap as a Python script; --utf16: places are UTF-16 units, not bytes."""
import json
import sys

LABELS = {"PER": "Person", "ORG": "Organization", "LOC": "Place", "DATE": "Date"}


def convert(record, encoding, unit):
    text = record["text"]
    encoded = None if text.isascii() else text.encode(encoding)

    def point(position):
        return position if encoded is None else len(encoded[:position * unit].decode(encoding))

    results = []
    for e in record["entities"]:
        label = LABELS.get(e["type"])
        if e["score"] < 0.25 or label is None:
            continue
        start, end = point(e["start"]), point(e["end"])
        results.append({
            "id": "r%d" % len(results), "type": "labels", "from_name": "label", "to_name": "text",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]},
            "score": e["score"]})
    prediction = {"model_version": "tagger", "result": results}
    if results:
        prediction["score"] = sum(r["score"] for r in results) / len(results)
    return {"data": {"text": text}, "predictions": [prediction]}


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
encoding, unit = ("utf-16-le", 2) if sys.argv[1] == "--utf16" else ("utf-8", 1)
with open(sys.argv[-1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(encode(convert(json.loads(line), encoding, unit)) + "\n")
