"""coco-polygons/rules.lsmap as a Python script."""
import json
import sys

LABELS = {"bench", "bicycle", "bird", "boat", "bus", "car", "cat", "cow", "dog",
          "horse", "motorcycle", "person", "sheep", "stop sign", "traffic light", "train", "truck"}


def region(number, image, ring, label):
    width, height = image["width"], image["height"]
    points = [[x / width * 100, y / height * 100] for x, y in zip(ring[::2], ring[1::2])]
    return {
        "id": "r%d" % number, "type": "polygonlabels", "from_name": "outline", "to_name": "image",
        "original_width": width, "original_height": height, "image_rotation": 0,
        "value": {"points": points, "closed": True, "polygonlabels": [label]}}


with open(sys.argv[1], encoding="utf-8") as whole:
    coco = json.load(whole)
names = {c["id"]: c["name"] for c in coco["categories"]}
images = {i["id"]: i for i in coco["images"]}
results = {i: [] for i in images}
for a in coco["annotations"]:
    name = names[a["category_id"]]
    if name in LABELS:
        found = results[a["image_id"]]
        for ring in a["segmentation"]:
            found.append(region(len(found), images[a["image_id"]], ring, name))
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
for number, image in images.items():
    task = {"data": {"image": image["file_name"]},
            "predictions": [{"model_version": "coco", "result": results[number]}]}
    sys.stdout.write(encode(task) + "\n")
