"""Detections of one picture a record: as NDJSON, or as one array."""
from .pictures import CLASSES, NAMES, SIZES, Dice, box, fill, float32


def turned(dice, parts, shuffle):
    if not shuffle:
        return parts
    turn = dice.below(len(parts))
    return parts[turn:] + parts[:turn]


def detection(dice, width, height, noise, shuffle):
    name = dice.one_of(CLASSES)
    numbers = float32(dice.confidence(), *box(dice, width, height))
    parts = ['"class":"%s"' % name, '"class_id":%d' % NAMES.index(name), '"confidence":%r' % numbers[0],
             '"bbox_xyxy":[%r,%r,%r,%r]' % tuple(numbers[1:])]
    if noise:
        parts += ['"track":%d' % dice.below(1e6), '"note":"a \\"quoted\\" note"',
                  '"extra":{"values":[%r,null,true]}' % numbers[1]]
    return "{" + ",".join(turned(dice, parts, shuffle)) + "}"


def write(out, amount, mean=10, spaces=False, noise=False, shuffle=False, array=False):
    """`mean`: detections of a record. `spaces`: as json.dumps writes them. `noise`: fields that no rule
    reads. `shuffle`: keys in changing order."""
    dice = Dice(1)

    def record(number):
        width, height = dice.one_of(SIZES)
        count = dice.below(2 * mean + 1)
        found = ",".join(detection(dice, width, height, noise, shuffle) for _ in range(count))
        parts = ['"image":"images/%09d.jpg"' % number, '"width":%d' % width, '"height":%d' % height,
                 '"detections":[%s]' % found]
        text = "{" + ",".join(turned(dice, parts, shuffle)) + "}"
        if spaces:  # no generated string holds a colon or comma
            text = text.replace(",", ", ").replace(":", ": ")
        return text if array else text + "\n"

    if array:
        out.write("[")
    fill(out, amount, record, between=",\n" if array else "")
    if array:
        out.write("]\n")
