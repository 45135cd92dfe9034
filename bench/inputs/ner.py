"""Entities in texts of several scripts; places are bytes of UTF-8 or UTF-16 units."""
import json

from .pictures import Dice, fill, float32

WORDS = [
    ["the", "of", "river", "signed", "agreement", "and", "between", "market", "in", "old", "was", "founded", "a", "to"],
    ["déjà", "straße", "naïve", "größer", "señal", "año", "żółw", "příliš", "çok", "ığdır"],
    ["город", "реки", "подписал", "между", "и", "в", "старый", "договор"],
    ["πόλη", "και", "ποταμός", "συμφωνία", "του"],
    ["東京", "契約", "会社", "と", "の", "川", "市場"],
    ["مدينة", "في", "نهر", "بين", "اتفاق"],
    ["शहर", "और", "नदी", "समझौता"],
    ["🙂", "🚀", "👩‍🚀", "𝔸𝔹"],
]
NAMES = {
    "PER": ["Ada Lovelace", "Søren Ågård", "Анна Петрова", "田中 花子", "محمد علي"],
    "ORG": ["ACME Ltd.", "Société Générale", "Газпром", "任天堂", "Initech \"North\""],
    "LOC": ["Paris", "Zürich", "Нижний Новгород", "大阪", "Αθήνα"],
    "DATE": ["12 May 2021", "2024-05-01", "3 августа", "令和6年"],
    "MISC": ["Nobel", "C++20", "Евро"],
}
KINDS = list(NAMES)


def length(text, unit):
    return len(text.encode("utf-8")) if unit == "byte" else len(text.encode("utf-16-le")) // 2


def write(out, amount, unit="byte"):
    dice = Dice(3)

    def record(_):
        scripts = WORDS[:1] if dice.below(5) == 0 else [WORDS[0], dice.one_of(WORDS), dice.one_of(WORDS)]
        ascii_only = len(scripts) == 1
        parts, entities, at = [], [], 0
        for _ in range(20 + dice.below(160)):
            if dice.below(12) == 0:
                kind = dice.one_of(KINDS)
                word = NAMES[kind][0] if ascii_only else dice.one_of(NAMES[kind])
                size = length(word, unit)
                entities.append({"start": at, "end": at + size, "type": kind,
                                 "score": float32(dice.confidence())[0]})
            else:
                word = dice.one_of(dice.one_of(scripts))
                size = length(word, unit)
            gap = "\n" if dice.below(40) == 0 else " "
            parts += [word, gap]
            at += size + 1
        return json.dumps({"text": "".join(parts), "entities": entities}, ensure_ascii=False,
                          separators=(",", ":")) + "\n"

    fill(out, amount, record)
