#!/usr/bin/env python3
"""Made-up model output for the benchmarks; the same arguments give the same bytes on every machine.

  generate.py KIND MEGABYTES OUT        kinds: generate.py --list
"""
import argparse
from functools import partial

from inputs import coco, detections, masks, ner, ocr, tracks

KINDS = {
    "detections": detections.write,
    "detections-single": partial(detections.write, mean=1),
    "detections-spaced": partial(detections.write, spaces=True),
    "detections-shuffled": partial(detections.write, shuffle=True),
    "detections-noisy": partial(detections.write, noise=True, shuffle=True),
    "array": partial(detections.write, array=True),
    "coco-boxes": partial(coco.write, kind="boxes"),
    "coco-polygons": partial(coco.write, kind="polygons"),
    "ner-bytes": partial(ner.write, unit="byte"),
    "ner-utf16": partial(ner.write, unit="utf16"),
    "masks": masks.write,
    "ocr": ocr.write,
    "tracks": tracks.write,
}


def generate(kind, megabytes, path):
    with open(path, "w", encoding="utf-8", buffering=1 << 20) as out:
        KINDS[kind](out, megabytes * 1e6)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="name the kinds")
    parser.add_argument("kind", choices=KINDS, nargs="?")
    parser.add_argument("megabytes", type=float, nargs="?")
    parser.add_argument("out", nargs="?")
    args = parser.parse_args()
    if args.list:
        print("\n".join(KINDS))
    elif args.out is None:
        parser.error("KIND, MEGABYTES and OUT are all needed")
    else:
        generate(args.kind, args.megabytes, args.out)


if __name__ == "__main__":
    main()
