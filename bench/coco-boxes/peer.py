"""coco-boxes/rules.lsmap as a Python script."""
import json
import sys

LABELS = {"bench", "bicycle", "bird", "boat", "bus", "car", "cat", "cow", "dog",
          "horse", "motorcycle", "person", "sheep", "stop sign", "traffic light", "train", "truck"}


def region(number, image, box, label):
    x, y, w, h = box
    width, height = image["width"], image["height"]
    return {
        "id": "r%d" % number, "type": "rectanglelabels", "from_name": "bbox", "to_name": "image",
        "original_width": width, "original_height": height, "image_rotation": 0,
        "value": {"x": x / width * 100, "y": y / height * 100, "width": w / width * 100,
                  "height": h / height * 100, "rotation": 0, "rectanglelabels": [label]}}


with open(sys.argv[1], encoding="utf-8") as whole:
    coco = json.load(whole)
names = {c["id"]: c["name"] for c in coco["categories"]}
images = {i["id"]: i for i in coco["images"]}
results = {i: [] for i in images}
for a in coco["annotations"]:
    name = names[a["category_id"]]
    if name in LABELS:
        found = results[a["image_id"]]
        found.append(region(len(found), images[a["image_id"]], a["bbox"], name))
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
for number, image in images.items():
    task = {"data": {"image": image["file_name"]},
            "predictions": [{"model_version": "coco", "result": results[number]}]}
    sys.stdout.write(encode(task) + "\n")
