"""Masks as COCO's compressed run lengths: rough discs, some with a hole."""
from math import sqrt

from .pictures import CLASSES, SIZES, Dice, box, fill, float32


def compressed(counts):
    """pycocotools' text: from the third on the difference to the count before the last one, five bits a
    letter, lowest first."""
    letters = []
    for i, count in enumerate(counts):
        value = count - counts[i - 2] if i > 2 else count
        while True:
            bits = value & 31
            value >>= 5
            more = not (value == 0 and not bits & 16 or value == -1 and bits & 16)
            letters.append(chr(48 + bits + (32 if more else 0)))
            if not more:
                break
    return "".join(letters)


def columns(dice, x1, y1, x2, y2, hollow):
    """Painted stretches (x, from, to) down the columns of a disc in a box."""
    cx, cy, rx, ry = (x1 + x2) / 2, (y1 + y2) / 2, (x2 - x1) / 2, (y2 - y1) / 2
    for x in range(int(x1), int(x2)):
        far = 1 - ((x + 0.5 - cx) / rx) ** 2
        if far <= 0:
            continue
        half = ry * sqrt(far)
        top, bottom = int(cy - half + 2 * dice.random()), int(cy + half - 2 * dice.random())
        inner = 0.25 - ((x + 0.5 - cx) / rx) ** 2
        if hollow and inner > 0 and bottom - top > 8:
            hole = ry * sqrt(inner)
            yield x, top, int(cy - hole)
            yield x, int(cy + hole), bottom
        elif bottom > top:
            yield x, top, bottom


def run_lengths(dice, width, height):
    counts, at = [], 0
    for x, top, bottom in columns(dice, *box(dice, width, height), dice.below(4) == 0):
        start, end = x * height + max(top, 0), x * height + min(bottom, height)
        if end <= start:
            continue
        if counts and start == at:
            counts[-1] += end - start
        else:
            counts += [start - at, end - start]
        at = end
    return counts + [width * height - at] if at < width * height else counts


def write(out, amount):
    dice = Dice(4)

    def segment(width, height):
        counts = compressed(run_lengths(dice, width, height)).replace("\\", "\\\\")
        return '{"category":"%s","score":%r,"segmentation":{"size":[%d,%d],"counts":"%s"}}' % (
            dice.one_of(CLASSES), float32(dice.confidence())[0], height, width, counts)

    def record(number):
        width, height = dice.one_of(SIZES[:4])
        return '{"image":"images/%09d.jpg","width":%d,"height":%d,"segments":[%s]}\n' % (
            number, width, height, ",".join(segment(width, height) for _ in range(1 + dice.below(8))))

    fill(out, amount, record)
