"""What is measured: one row a workload."""
import dataclasses
import os

BENCH = os.path.dirname(os.path.abspath(__file__))


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    folder: str  # with rules.lsmap, config.xml, reference.cpp, peer.py and, where there are, peer.js and peer.jq
    kind: str = ""  # of generate.py, where it is not called as the workload
    rules: str = "rules.lsmap"
    rules_folder: str = ""  # where it is not `folder`
    flags: tuple = ()  # of the reference and the Python script
    output: tuple = ("--ndjson",)  # of lsmapc
    share: float = 1.0  # of the megabytes asked for: some outputs are many times as large as their input
    has_sdk: bool = False  # label_studio_sdk's `import coco` does the same

    @property
    def input_kind(self):
        return self.kind or self.name

    def path(self, file):
        return os.path.join(BENCH, self.folder, file)

    def rules_path(self):
        return os.path.join(BENCH, self.rules_folder or self.folder, self.rules)


WORKLOADS = [
    Workload("detections", "detections"),
    Workload("detections-single", "detections"),
    Workload("detections-spaced", "detections"),
    Workload("detections-shuffled", "detections"),
    Workload("detections-noisy", "detections"),
    Workload("array", "array", rules_folder="detections", output=()),
    Workload("coco-boxes", "coco-boxes", has_sdk=True),
    Workload("coco-polygons", "coco-polygons"),
    Workload("ner-bytes", "ner"),
    Workload("ner-utf16", "ner", rules="utf16.lsmap", flags=("--utf16",)),
    Workload("masks", "masks", share=0.4),
    Workload("ocr", "ocr", share=0.4),
    Workload("tracks", "tracks"),
]
