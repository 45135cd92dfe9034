#!/usr/bin/env python3
"""How long the language server takes for an edit of a 2,000-line rule file.

bench/language_server.py [LSMAPC] [LINES]: prints the median and the slowest of the times from
didChange to publishDiagnostics, and of completion and hover behind an edit, in milliseconds: for a
file of many rules, one with a long label table, and one in which every rule has a mistake.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

CONFIG = """<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="label" toName="image">
    %s
  </RectangleLabels>
</View>
"""
HEAD = """lsmap 1
config "config.xml"
use coco

input {
  path: string
  width: int
  height: int
  detections: [{ name: string, confidence: score, box from "bbox_xyxy": xyxy<px> }]
}

labels vehicle -> label {
  "plane" -> "Label 0"
  _       -> skip
}

task {
  object image { value: f"/data/{path}", size: [width, height] }
  prediction "yolo" {
"""
RULE = """    for d in detections where d.confidence >= 0.%02d and d.name == "class %d" -> label {
      let wide = d.box.width
      let inner = xyxy<px>(d.box.x1 + 1px, d.box.y1 + 1px, d.box.x2, d.box.y2)
      skip "narrow" when wide < 4px or area(inner) < 9 or d.confidence < 0.01
      box: inner
      label: if d.confidence > 0.5 then vehicle(d.name) else "Label %d"
      score: d.confidence
    }
"""


def rules(lines, label="Label"):
    text = HEAD
    count = (lines - text.count("\n") - 2) // RULE.count("\n")
    for i in range(count):
        text += (RULE % (i % 100, i, i % 50)).replace('"Label', '"' + label)
    return text + "  }\n}\n"


def table(lines):
    text = rules(100)
    arms = "".join('  "class %d" -> "Label %d"\n' % (i, i % 50) for i in range(lines - 100))
    return text.replace('  "plane" -> "Label 0"\n', arms)


class Client:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.next_id = 0

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while True:
            line = self.process.stdout.readline().strip()
            if not line:
                return json.loads(self.process.stdout.read(length))
            length = int(line.split(b":")[1])

    def until(self, wanted):
        while True:
            message = self.receive()
            if wanted(message):
                return message

    def ask(self, method, params):
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params})
        return self.until(lambda m: m.get("id") == self.next_id)["result"]

    def used(self):
        """Seconds of the processor that the server took, once it has ended."""
        _, _, used = os.wait4(self.process.pid, 0)
        self.process.returncode = 0
        return used.ru_utime + used.ru_stime


def measure(lsmapc, what, text):
    with tempfile.TemporaryDirectory() as folder:
        labels = "\n    ".join('<Label value="Label %d"/>' % i for i in range(50))
        for name, content in (("config.xml", CONFIG % labels), ("rules.lsmap", text)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        uri = "file://" + os.path.join(folder, "rules.lsmap")
        client = Client([lsmapc, "lsp"])
        client.ask("initialize", {"capabilities": {}, "rootUri": "file://" + folder})
        client.send({"method": "initialized", "params": {}})
        document = {"uri": uri, "languageId": "lsmap", "version": 1, "text": text}
        client.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        published = lambda m: m.get("method") == "textDocument/publishDiagnostics"
        found = client.until(published)["params"]["diagnostics"]
        line = text.count("\n", 0, text.index("box: inner", len(text) // 2))
        times = {"didChange to publishDiagnostics": [], "completion": [], "hover": []}
        before = "inner"
        for i in range(40):
            begin = {"line": line, "character": 11}
            end = {"line": line, "character": 11 + len(before)}
            before = ("d.box", "inner", "d.", "inner")[i % 4]
            change = {"range": {"start": begin, "end": end}, "text": before}
            at = time.perf_counter()
            client.send({
                "method": "textDocument/didChange",
                "params": {
                    "textDocument": {"uri": uri, "version": i + 2},
                    "contentChanges": [change],
                },
            })
            client.until(published)
            times["didChange to publishDiagnostics"].append(time.perf_counter() - at)
            if i % 2 == 0:
                for name, column in (("completion", 13), ("hover", 11)):
                    at = time.perf_counter()
                    client.ask("textDocument/" + name, {
                        "textDocument": {"uri": uri},
                        "position": {"line": line, "character": column},
                    })
                    times[name].append(time.perf_counter() - at)
        print("%s: %d lines, %d messages" % (what, text.count("\n"), len(found)))
        for name, values in times.items():
            print("  %-34s median %6.1f ms, slowest %6.1f ms" % (
                name, 1000 * statistics.median(values), 1000 * max(values)))
        client.ask("shutdown", None)
        client.send({"method": "exit"})
        used = client.used()
        # On a busy machine the processor's time says more than the clock's: one check for each edit
        # and each completion, and the first.
        checks = sum(len(times[name]) for name in times if name != "hover") + 1
        print("  %-34s %6.1f ms of the processor" % ("each of them", 1000 * used / checks))


def main():
    lsmapc = sys.argv[1] if len(sys.argv) > 1 else "build/release/lsmapc"
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    measure(lsmapc, "rules", rules(lines))
    measure(lsmapc, "a table", table(lines))
    measure(lsmapc, "mistakes", rules(lines, "Lable"))


if __name__ == "__main__":
    main()
