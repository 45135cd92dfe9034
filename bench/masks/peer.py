"""masks/rules.lsmap as a Python script: no numpy, so that it works on runs, not on pixels."""
import json
import sys

LABELS = {"person": "Person", "rider": "Person", "car": "Vehicle", "truck": "Vehicle", "bus": "Vehicle",
          "bird": "Animal", "cat": "Animal", "dog": "Animal"}
LENGTH_BITS = (3, 4, 8, 16)


def counts_of(text):
    counts, at = [], 0
    while at < len(text):
        value = shift = 0
        while True:
            group = ord(text[at]) - 48
            at += 1
            value |= (group & 31) << shift
            shift += 5
            if not group & 32:
                break
        if group & 16:
            value -= 1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
    return counts


def rows_of(counts, width, height):
    """Painted pixels, row by row, of runs down the columns."""
    rows = bytearray(width * height)
    at = 0
    for i, count in enumerate(counts):
        if i % 2 == 1:
            for pixel in range(at, at + count):
                rows[pixel % height * width + pixel // height] = 1
        at += count
    return rows


def runs_of(rows):
    """Run lengths, unpainted ones first."""
    at = painted = 0
    while at < len(rows):
        end = rows.find(1 - painted, at)
        end = len(rows) if end < 0 else end
        yield painted, end - at
        at, painted = end, 1 - painted


def brush(rows):
    bits = [format(len(rows) * 4, "032b"), "00111"] + [format(n - 1, "04b") for n in LENGTH_BITS]
    for painted, count in runs_of(rows):
        left = count * 4
        while left:
            length = min(left, 65536)
            kind = next(k for k, n in enumerate(LENGTH_BITS) if length <= 1 << n)
            bits += ["1", format(kind, "02b"), format(length - 1, "0%db" % LENGTH_BITS[kind]),
                     "11111111" if painted else "00000000"]
            left -= length
    text = "".join(bits)
    text += "0" * (8 - len(text) % 8)
    return list(int(text, 2).to_bytes(len(text) // 8, "big"))


def convert(record):
    results = []
    for s in record["segments"]:
        label = LABELS.get(s["category"])
        if s["score"] < 0.25 or label is None:
            continue
        height, width = s["segmentation"]["size"]
        rows = rows_of(counts_of(s["segmentation"]["counts"]), width, height)
        if 1 not in rows:
            continue
        results.append({
            "id": "r%d" % len(results), "type": "brushlabels", "from_name": "brush", "to_name": "image",
            "original_width": width, "original_height": height, "image_rotation": 0,
            "value": {"format": "rle", "rle": brush(rows), "brushlabels": [label]}, "score": s["score"]})
    prediction = {"model_version": "segmenter", "result": results}
    if results:
        prediction["score"] = sum(r["score"] for r in results) / len(results)
    return {"data": {"image": record["image"]}, "predictions": [prediction]}


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        sys.stdout.write(encode(convert(json.loads(line))) + "\n")
