"""COCO files of gigabytes, boxes alone, quickly: the same arguments give the same bytes."""
import random

NAMES = ("person", "car", "dog", "cat")
ROWS_AT_ONCE = 20_000
BOXES = 4096


def rows(out, key, count, row):
    out.write('"%s":[' % key)
    for begin in range(0, count, ROWS_AT_ONCE):
        out.write("," if begin else "")
        out.write(",".join(row(i) for i in range(begin, min(begin + ROWS_AT_ONCE, count))))
    out.write("]")


def write_coco(path, images, annotations_an_image, images_first):
    """Annotations refer to the images in an order that jumps about."""
    rng = random.Random(3)
    boxes = ['"bbox":[%.1f,%.2f,%.2f,%d],"area":%d,"iscrowd":0' % (
        rng.randrange(300) + .5, rng.randrange(200) + .25, rng.randrange(5, 300) + .75, rng.randrange(5, 200),
        rng.randrange(20_000)) for _ in range(BOXES)]
    total = images * annotations_an_image
    jump = 7_368_787

    def image(i):
        return '{"id":%d,"file_name":"%012d.jpg","width":640,"height":480}' % (i + 1, i + 1)

    def annotation(i):
        return '{"id":%d,"image_id":%d,"category_id":%d,%s}' % (
            i + 1, i * jump % total % images + 1, i % 80 + 1, boxes[i % BOXES])

    def category(i):
        return '{"id":%d,"name":"%s"}' % (i + 1, NAMES[i % len(NAMES)])

    lists = [("images", images, image), ("annotations", total, annotation)]
    with open(path, "w", encoding="utf-8") as out:
        out.write("{")
        for key, count, row in lists if images_first else reversed(lists):
            rows(out, key, count, row)
            out.write(",")
        rows(out, "categories", 80, category)
        out.write("}\n")
