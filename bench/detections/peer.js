// detections/rules.lsmap as a Node script: NDJSON to a task a line.
const fs = require("fs");

const LABELS = new Map(Object.entries({
  person: "Person", bicycle: "Bicycle", car: "Car", motorcycle: "Motorcycle", bus: "Bus", truck: "Truck",
  "traffic light": "Sign", "stop sign": "Sign", bird: "Animal", cat: "Animal", dog: "Animal",
  horse: "Animal", sheep: "Animal", cow: "Animal",
}));

function convert(record) {
  const { width, height } = record;
  const result = [];
  let sum = 0;
  for (const d of record.detections) {
    const label = LABELS.get(d.class);
    if (d.confidence < 0.25 || label === undefined) continue;
    const [x1, y1, x2, y2] = d.bbox_xyxy;
    sum += d.confidence;
    result.push({
      id: "r" + result.length, type: "rectanglelabels", from_name: "label", to_name: "image",
      original_width: width, original_height: height, image_rotation: 0,
      value: {
        x: x1 / width * 100, y: y1 / height * 100, width: (x2 - x1) / width * 100,
        height: (y2 - y1) / height * 100, rotation: 0, rectanglelabels: [label],
      },
      score: d.confidence,
    });
  }
  const prediction = { model_version: "detector", result };
  if (result.length > 0) prediction.score = sum / result.length;
  return { data: { image: record.image }, predictions: [prediction] };
}

// A megabyte of lines at a time: faster than the module `readline`.
const file = fs.openSync(process.argv[2], "r");
const block = Buffer.alloc(1 << 20);
let rest = Buffer.alloc(0);
for (;;) {
  const got = fs.readSync(file, block, 0, block.length, null);
  const bytes = Buffer.concat([rest, block.subarray(0, got)]);
  const end = got === 0 ? bytes.length : bytes.lastIndexOf(10) + 1;
  const out = [];
  for (const line of bytes.toString("utf8", 0, end).split("\n")) {
    if (line !== "") out.push(JSON.stringify(convert(JSON.parse(line))), "\n");
  }
  fs.writeSync(1, out.join(""));
  if (got === 0) break;
  rest = Buffer.from(bytes.subarray(end));
}
