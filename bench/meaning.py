"""Whether two outputs mean the same: the same tasks in the same order, whatever the layout, the order of keys
and the ids of regions, and with numbers that differ by no more than one in the sixth decimal. Where one region has
several results, they must share its id in both.
"""
import json

NEAR = 1.5e-6  # one in the sixth decimal, whichever way it was rounded


def tasks_of(text):
    """Of a JSON array, or of one task a line."""
    if text.lstrip()[:1] == b"[":
        return json.loads(text)
    return [json.loads(line) for line in text.split(b"\n") if line.strip()]


def numbered(result):
    """Ids are free: each becomes the number of its first result."""
    seen = {}
    return [{**r, "id": seen.setdefault(r["id"], len(seen))} for r in result]


def without_ids(task):
    return {**task, "predictions": [{**p, "result": numbered(p["result"])} for p in task["predictions"]]}


def difference(a, b, place=""):
    """Where the two differ first; None where they do not."""
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            return "%s: keys %s and %s" % (place or "/", sorted(a), sorted(b))
        pairs = [(a[key], b[key], "%s/%s" % (place, key)) for key in a]
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return "%s: %d and %d elements" % (place or "/", len(a), len(b))
        pairs = [(x, y, "%s/%d" % (place, i)) for i, (x, y) in enumerate(zip(a, b))]
    elif isinstance(a, bool) or isinstance(b, bool):
        return None if a is b else "%s: %r and %r" % (place, a, b)
    elif isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return None if abs(a - b) <= NEAR else "%s: %r and %r" % (place, a, b)
    else:
        return None if a == b else "%s: %r and %r" % (place, a, b)
    return next(filter(None, (difference(*pair) for pair in pairs)), None)


def compare(ours, theirs):
    """The number of tasks and where the outputs differ first."""
    a = [without_ids(task) for task in tasks_of(ours)]
    b = [without_ids(task) for task in tasks_of(theirs)]
    return len(a), difference(a, b)
