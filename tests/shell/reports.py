#!/usr/bin/env python3
"""reports.py LSMAPC: that what `check` reports is SARIF 2.1.0, and that GitHub reads the annotations as they were meant.

The shapes below are the objects of SARIF that lsmapc writes, in the words of the standard's section 3: which properties there are, of which
type, and which are required. An object with any other property is an error, so a new one is looked up before it is written.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# type: {property: (type, required)}; "T[]" is a list of T.
SHAPES = {
    "sarifLog": {"$schema": ("uri", False), "version": ("2.1.0", True), "runs": ("run[]", True)},
    "run": {"tool": ("tool", True), "columnKind": ("columnKind", False), "results": ("result[]", True)},
    "tool": {"driver": ("toolComponent", True)},
    "toolComponent": {
        "name": ("text", True), "semanticVersion": ("semver", False), "rules": ("reportingDescriptor[]", False)},
    "reportingDescriptor": {
        "id": ("text", True), "name": ("text", False), "shortDescription": ("multiformatMessageString", False),
        "defaultConfiguration": ("reportingConfiguration", False), "help": ("multiformatMessageString", False)},
    "reportingConfiguration": {"level": ("level", False)},
    "multiformatMessageString": {"text": ("text", True), "markdown": ("text", False)},
    "result": {
        "ruleId": ("text", True), "ruleIndex": ("index", False), "level": ("level", False), "message": ("message", True),
        "locations": ("location[]", False), "relatedLocations": ("location[]", False), "fixes": ("fix[]", False),
        "partialFingerprints": ("strings", False)},
    "message": {"text": ("text", True)},
    "location": {
        "id": ("index", False), "physicalLocation": ("physicalLocation", False),
        "logicalLocations": ("logicalLocation[]", False), "message": ("message", False)},
    "logicalLocation": {"fullyQualifiedName": ("text", True)},
    "physicalLocation": {
        "artifactLocation": ("artifactLocation", True), "region": ("region", False), "contextRegion": ("contextRegion", False)},
    "artifactLocation": {"uri": ("uri", True), "uriBaseId": ("text", False)},
    "region": {
        "startLine": ("one", True), "startColumn": ("one", False), "endLine": ("one", False), "endColumn": ("one", False),
        "byteOffset": ("index", False), "byteLength": ("index", False)},
    "contextRegion": {"startLine": ("one", True), "snippet": ("artifactContent", False)},
    "artifactContent": {"text": ("string", True)},
    "fix": {
        "description": ("message", False), "artifactChanges": ("artifactChange[]", True), "properties": ("propertyBag", False)},
    "artifactChange": {"artifactLocation": ("artifactLocation", True), "replacements": ("replacement[]", True)},
    "replacement": {"deletedRegion": ("region", True), "insertedContent": ("artifactContent", False)},
}
NOT_EMPTY = {"artifactChange[]", "replacement[]", "run[]"}
SCALARS = {
    "string": lambda v: isinstance(v, str),
    "text": lambda v: isinstance(v, str) and v != "",
    "2.1.0": lambda v: v == "2.1.0",
    "semver": lambda v: isinstance(v, str) and re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", v),
    "uri": lambda v: isinstance(v, str) and re.fullmatch(r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+", v),
    "level": lambda v: v in ("none", "note", "warning", "error"),
    "columnKind": lambda v: v in ("utf16CodeUnits", "unicodeCodePoints"),
    "index": lambda v: type(v) is int and v >= 0,
    "one": lambda v: type(v) is int and v >= 1,
    "strings": lambda v: isinstance(v, dict) and v != {} and all(isinstance(x, str) for x in v.values()),
    "propertyBag": lambda v: isinstance(v, dict),
}


def problems(value, kind, at=""):
    if kind.endswith("[]"):
        if not isinstance(value, list):
            return [f"{at}: no list"]
        if kind in NOT_EMPTY and not value:
            return [f"{at}: empty"]
        return [p for i, v in enumerate(value) for p in problems(v, kind[:-2], f"{at}/{i}")]
    if kind in SCALARS:
        return [] if SCALARS[kind](value) else [f"{at}: {value!r} is no {kind}"]
    if not isinstance(value, dict):
        return [f"{at}: no object"]
    shape = SHAPES[kind]
    found = [f"{at}: {kind} has no property {key}" for key in value if key not in shape]
    found += [f"{at}: {kind} needs {key}" for key, (_, required) in shape.items() if required and key not in value]
    for key, part in value.items():
        if key in shape:
            found += problems(part, shape[key][0], f"{at}/{key}")
    return found


def run_problems(log):
    """What the standard asks of the parts together."""
    found = []
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"].get("rules", [])]
        if len(set(rules)) != len(rules):
            found.append("two rules have one id")  # 3.19.23
        for i, result in enumerate(run["results"]):
            index = result.get("ruleIndex", -1)
            if not 0 <= index < len(rules) or rules[index] != result["ruleId"]:
                found.append(f"results/{i}: ruleIndex {index} is not that of {result['ruleId']}")  # 3.27.6
            ids = [one.get("id") for one in result.get("relatedLocations", [])]
            if len(set(ids)) != len(ids):
                found.append(f"results/{i}: related locations share an id")  # 3.28.2
            for place in result["locations"]:
                region = place["physicalLocation"].get("region", {})
                start = region.get("startLine", 1), region.get("startColumn", 1)
                if "endColumn" in region and (region["endLine"], region["endColumn"]) < start:
                    found.append(f"results/{i}: the region ends before it starts")
    return found


def annotation(line):
    """A workflow command as the runner reads it: actions/runner, ActionCommand.TryParseV2."""
    command, properties, message = re.fullmatch(r"::(\w+) ([^\n]*?)::(.*)", line).groups()

    def plain(text, signs):
        for code, sign in signs:
            text = text.replace(code, sign)
        return text

    message_codes = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]
    value_codes = message_codes[:2] + [("%3A", ":"), ("%2C", ","), ("%25", "%")]
    values = dict(one.split("=", 1) for one in properties.split(","))
    return command, {k: plain(v, value_codes) for k, v in values.items()}, plain(message, message_codes)


def expected_annotation(one):
    """The same from the report as JSON."""
    lines = [one["message"]] + ([one["text"]] if one["text"] else [])
    for label in one["labels"]:
        at = label["span"]["start"]
        lines.append(f"{label['span']['file']}:{at['line']}:{at['column']}: {label['text']}")
    lines += [f"note: {note}" for note in one["notes"]] + [f"help: {text}" for text in one["helps"]]
    values = {"title": one["code"]}
    if one["span"]:
        start, end = one["span"]["start"], one["span"]["end"]
        values |= {"file": one["span"]["file"], "line": str(start["line"])}
        if start["line"] == end["line"]:
            last = max(start["column"] + 1, end["column"]) - 1
            values |= {"col": str(start["column"]), "endColumn": str(last)}
        else:
            values["endLine"] = str(end["line"])
    return one["severity"], values, "\n".join(lines)


def check(lsmapc, folder, rules, form):
    done = subprocess.run([lsmapc, "check", *rules, "--format", form], cwd=folder, capture_output=True, text=True)
    return done.stdout


def compare(lsmapc, folder, rules):
    log = json.loads(check(lsmapc, folder, rules, "sarif"))
    found = problems(log, "sarifLog") or run_problems(log)
    report = json.loads(check(lsmapc, folder, rules, "json"))["diagnostics"]
    seen = []
    wanted = [one for d in report if not d["data"] for one in [expected_annotation(d)] if one not in seen and not seen.append(one)]
    shown = [annotation(line) for line in check(lsmapc, folder, rules, "github").splitlines()]
    if shown != wanted:
        found.append(f"annotations are read as\n  {shown}\nnot as\n  {wanted}")
    return len(log["runs"][0]["results"]), found


def odd_names(folder):
    """Rules in a file whose name is made of what both formats have to escape."""
    place = folder / "a, b: 100%"
    place.mkdir()
    (place / "config.xml").write_text('<View><Text name="t" value="$t"/><Choices name="k" toName="t"><Choice value="A"/></Choices></View>')
    (place / "größe #1?.lsmap").write_text(
        'lsmap 1\nconfig "config.xml"\ninput { t: string }\ntask {\n  object t { value: t }\n'
        '  prediction "m" { -> k { choice: "100%0A::,\u00fc" } }\n}\n')
    return ["a, b: 100%/größe #1?.lsmap"]


def main():
    lsmapc = str(pathlib.Path(sys.argv[1]).resolve())
    failed = results = 0
    runs = []
    for path in sorted(ROOT.glob("tests/check/*/rules.lsmap")) + sorted(ROOT.glob("tests/syntax/*/rules.lsmap")):
        own = (path.parent / "config.xml").exists()
        runs.append((path.parent, ["rules.lsmap"] if own else ["rules.lsmap", "--config", "../config.xml"]))
    runs += [(ROOT / "tests/cli/check_sarif_report", ["rules.lsmap"]), (ROOT, ["nothing.lsmap"]),
             (ROOT / "examples/ultralytics-detect", ["rules.lsmap"])]
    with tempfile.TemporaryDirectory() as work:
        runs.append((work, odd_names(pathlib.Path(work))))
        for folder, rules in runs:
            count, found = compare(lsmapc, folder, rules)
            results += count
            for problem in found:
                failed += 1
                print(f"FAILED {folder} {rules[0]}: {problem}")
    if results < len(runs) // 2:
        failed += 1
        print(f"FAILED: {len(runs)} rule files have {results} findings")
    print(f"reports of {len(runs)} rule files with {results} findings: {'FAILED' if failed else 'ok'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
