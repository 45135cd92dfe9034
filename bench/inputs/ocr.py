"""Words of pages, with their texts and boxes."""
import json

from .pictures import Dice, fill

WORDS = ["Invoice", "No.", "total", "amount", "due", "12,50 €", "CAFÉ", "Straße", "договор", "東京都", "\"net\"", "a/b", "C:\\tmp",
         "and", "of", "the", "2024-05-01", "VAT", "7%", "ñandú", "tab\there", "Σ", "№ 17", "page", "delivery", "naïve"]


def write(out, amount):
    dice = Dice(5)

    def word(width, height):
        w, h = (0.02 + 0.1 * dice.random()) * width, (0.005 + 0.02 * dice.random()) * height
        return {"text": dice.one_of(WORDS), "confidence": round(dice.confidence(), 4),
                "left": round(dice.random() * (width - w - 1), 1), "top": round(dice.random() * (height - h - 1), 1),
                "width": round(w, 1), "height": round(h, 1)}

    def record(number):
        width, height = 1240, 1754
        page = {"image": "pages/%07d.png" % number, "width": width, "height": height,
                "words": [word(width, height) for _ in range(dice.below(400))]}
        return json.dumps(page, ensure_ascii=False, separators=(",", ":")) + "\n"

    fill(out, amount, record)
