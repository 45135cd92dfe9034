"""What a tracker sees in videos, row by row in the order of the frames."""
from .pictures import CLASSES, SIZES, Dice, box, fill, float32


def write(out, amount):
    dice = Dice(6)

    def record(number):
        width, height = dice.one_of(SIZES)
        frames = 50 + dice.below(200)
        alive, rows, known = [], [], 0
        for frame in range(1, frames + 1):
            if len(alive) < 12 and dice.below(4) == 0:
                known += 1
                x1, y1, x2, y2 = box(dice, width / 2, height / 2)
                alive.append([known, dice.one_of(CLASSES), x1, y1, x2 - x1, y2 - y1])
            if alive and dice.below(40) == 0:
                alive.pop(dice.below(len(alive)))
            for track in alive:
                if dice.below(20) == 0:
                    continue  # lost for a frame
                track[2] += dice.random() * width / 600
                track[3] += dice.random() * height / 600
                rows.append('{"frame":%d,"track":%d,"class":"%s","confidence":%r,"box":[%r,%r,%r,%r]}' % (
                    frame, track[0], track[1], *float32(dice.confidence(), *track[2:])))
        return '{"video":"videos/%06d.mp4","width":%d,"height":%d,"frames":%d,"rows":[%s]}\n' % (
            number, width, height, frames, ",".join(rows))

    fill(out, amount, record)
