"""One COCO file: ten annotations an image, not in the order of the images."""
from math import cos, pi, sin

from .pictures import CLASSES, NAMES, SIZES, Dice, box

BYTES = {"boxes": 125, "polygons": 580}  # of an annotation, with its share of the images


def ring(dice, x1, y1, x2, y2):
    """A closed curve of 8 to 60 corners in a box."""
    corners = 8 + dice.below(53)
    points = []
    for i in range(corners):
        far = 0.7 + 0.3 * dice.random()
        turn = 2 * pi * i / corners
        points.append("%.2f,%.2f" % ((x1 + x2) / 2 + far * (x2 - x1) / 2 * cos(turn),
                                     (y1 + y2) / 2 + far * (y2 - y1) / 2 * sin(turn)))
    return "[%s]" % ",".join(points)


def write(out, amount, kind="boxes"):
    dice = Dice(2)
    count = max(1, int(amount / BYTES[kind]))
    images = max(1, count // 10)
    sizes = [dice.one_of(SIZES) for _ in range(images)]
    out.write('{"info":{},"images":[')
    out.write(",".join('{"id":%d,"file_name":"images/%09d.jpg","width":%d,"height":%d}' % (i + 1, i, *sizes[i])
                       for i in range(images)))
    out.write('],"annotations":[')
    for i in range(count):
        image = dice.below(images)
        x1, y1, x2, y2 = box(dice, *sizes[image])
        outline = ""
        if kind == "polygons":
            rings = 2 if dice.below(10) == 0 else 1
            outline = ',"segmentation":[%s]' % ",".join(ring(dice, x1, y1, x2, y2) for _ in range(rings))
        out.write('%s{"id":%d,"image_id":%d,"category_id":%d%s,"bbox":[%.2f,%.2f,%.2f,%.2f],"area":%.2f,"iscrowd":0}'
                  % ("," if i else "", i + 1, image + 1, NAMES.index(dice.one_of(CLASSES)) + 1, outline,
                     x1, y1, x2 - x1, y2 - y1, (x2 - x1) * (y2 - y1)))
    out.write('],"categories":[')
    out.write(",".join('{"id":%d,"name":"%s"}' % (i + 1, name) for i, name in enumerate(NAMES)))
    out.write("]}\n")
