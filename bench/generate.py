#!/usr/bin/env python3
"""Made-up model output for the benchmarks; the same arguments give the same bytes.

  generate.py detections MEGABYTES OUT.ndjson [--spaces] [--noise] [--mean N]
  generate.py coco ANNOTATIONS OUT.json

`--spaces` writes ", " and ": " as Python's json.dumps does, `--noise` adds fields that no rule reads and
changes their order, `--mean` sets how many detections a record has on average (10). Numbers have the digits
that a float32 tensor's tolist() prints.
"""
import argparse
import array
import random

SIZES = [(640, 480), (1280, 720), (1920, 1080), (800, 600), (4032, 3024)]
CLASSES = ["person"] * 6 + ["car"] * 8 + ["truck"] * 3 + ["bicycle"] * 2 + [
    "bus", "motorcycle", "traffic light", "stop sign", "bench", "boat", "bird", "cat", "dog", "horse",
    "sheep", "cow", "train"]
NAMES = sorted(set(CLASSES))


def box(rng, width, height):
    w = (0.02 + 0.5 * rng.random() ** 2) * width
    h = (0.02 + 0.5 * rng.random() ** 2) * height
    x = rng.random() * (width - w)
    y = rng.random() * (height - h)
    return x, y, x + w, y + h


def detection(rng, width, height, noise):
    name = CLASSES[int(rng.random() * len(CLASSES))]
    x1, y1, x2, y2 = box(rng, width, height)
    numbers = array.array("f", [1 - 0.95 * rng.random() ** 2, x1, y1, x2, y2]).tolist()
    parts = ['"class":"%s"' % name, '"class_id":%d' % NAMES.index(name), '"confidence":%r' % numbers[0],
             '"bbox_xyxy":[%r,%r,%r,%r]' % tuple(numbers[1:])]
    if noise:
        parts += ['"track":%d' % int(rng.random() * 1e6), '"note":"a \\"quoted\\" note"',
                  '"extra":{"values":[%r,null,true]}' % numbers[1]]
        turn = int(rng.random() * len(parts))
        parts = parts[turn:] + parts[:turn]
    return "{" + ",".join(parts) + "}"


def detections(args, out):
    rng = random.Random(1)
    written = 0
    number = 0
    while written < args.amount * 1e6:
        width, height = SIZES[int(rng.random() * len(SIZES))]
        count = int(rng.random() * (2 * args.mean + 1))
        found = ",".join(detection(rng, width, height, args.noise) for _ in range(count))
        line = '{"image":"images/%09d.jpg","width":%d,"height":%d,"detections":[%s]}\n' % (
            number, width, height, found)
        if args.spaces:  # no generated string holds a colon or comma
            line = line.replace(",", ", ").replace(":", ": ")
        out.write(line)
        written += len(line)
        number += 1


def coco(args, out):
    """Ten annotations an image, not in the order of the images."""
    rng = random.Random(2)
    count = int(args.amount)
    images = max(1, count // 10)
    sizes = [SIZES[int(rng.random() * len(SIZES))] for _ in range(images)]
    out.write('{"info":{},"images":[')
    out.write(",".join('{"id":%d,"file_name":"images/%09d.jpg","width":%d,"height":%d}' % (i + 1, i, *sizes[i])
                       for i in range(images)))
    out.write('],"annotations":[')
    for i in range(count):
        image = int(rng.random() * images)
        width, height = sizes[image]
        x1, y1, x2, y2 = box(rng, width, height)
        out.write('%s{"id":%d,"image_id":%d,"category_id":%d,"bbox":[%.2f,%.2f,%.2f,%.2f],"area":%.2f,"iscrowd":0}'
                  % ("," if i else "", i + 1, image + 1, NAMES.index(CLASSES[int(rng.random() * len(CLASSES))]) + 1,
                     x1, y1, x2 - x1, y2 - y1, (x2 - x1) * (y2 - y1)))
    out.write('],"categories":[')
    out.write(",".join('{"id":%d,"name":"%s"}' % (i + 1, name) for i, name in enumerate(NAMES)))
    out.write("]}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["detections", "coco"])
    parser.add_argument("amount", type=float)
    parser.add_argument("out")
    parser.add_argument("--spaces", action="store_true")
    parser.add_argument("--noise", action="store_true")
    parser.add_argument("--mean", type=int, default=10)
    args = parser.parse_args()
    with open(args.out, "w", encoding="ascii", buffering=1 << 20) as out:
        (detections if args.what == "detections" else coco)(args, out)


if __name__ == "__main__":
    main()
