"""What the generators share: pictures, classes, boxes, numbers as models print them.

Only `random()` of random.Random is used, whose sequence is the same in every version of Python.
"""
import array
import random

SIZES = [(640, 480), (1280, 720), (1920, 1080), (800, 600), (4032, 3024)]
CLASSES = ["person"] * 6 + ["car"] * 8 + ["truck"] * 3 + ["bicycle"] * 2 + [
    "bus", "motorcycle", "traffic light", "stop sign", "bench", "boat", "bird", "cat", "dog", "horse",
    "sheep", "cow", "train"]
NAMES = sorted(set(CLASSES))


class Dice(random.Random):
    def below(self, n):
        return int(self.random() * n)

    def one_of(self, choices):
        return choices[self.below(len(choices))]

    def confidence(self):
        return 1 - 0.95 * self.random() ** 2


def box(dice, width, height):
    """x1, y1, x2, y2 in pixels, within the picture; small boxes are more frequent than large ones."""
    w = (0.02 + 0.5 * dice.random() ** 2) * width
    h = (0.02 + 0.5 * dice.random() ** 2) * height
    x = dice.random() * (width - w)
    y = dice.random() * (height - h)
    return x, y, x + w, y + h


def float32(*numbers):
    """With the digits that a float32 tensor's tolist() prints: 15 to 17 of them."""
    return array.array("f", numbers).tolist()


def fill(out, amount, record, between=""):
    """Writes `record(number)` until there are `amount` bytes."""
    written = number = 0
    while written < amount:
        text = record(number)
        if number:
            out.write(between)
        out.write(text)
        written += len(text.encode("utf-8"))
        number += 1
