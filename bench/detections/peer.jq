# detections/rules.lsmap as a jq program, for jq and gojq: -c -f peer.jq INPUT.
{
  person: "Person", bicycle: "Bicycle", car: "Car", motorcycle: "Motorcycle", bus: "Bus", truck: "Truck",
  "traffic light": "Sign", "stop sign": "Sign", bird: "Animal", cat: "Animal", dog: "Animal",
  horse: "Animal", sheep: "Animal", cow: "Animal"
} as $labels
| . as {$width, $height}
| [.detections[] | select(.confidence >= 0.25) | $labels[.class] as $kind | select($kind)
   | .bbox_xyxy as [$x1, $y1, $x2, $y2]
   | {
       type: "rectanglelabels", from_name: "label", to_name: "image",
       original_width: $width, original_height: $height, image_rotation: 0,
       value: {
         x: ($x1 / $width * 100), y: ($y1 / $height * 100), width: (($x2 - $x1) / $width * 100),
         height: (($y2 - $y1) / $height * 100), rotation: 0, rectanglelabels: [$kind]
       },
       score: .confidence
     }] as $found
| [$found | to_entries[] | {id: "r\(.key)"} + .value] as $result
| {
    data: {image},
    predictions: [
      {model_version: "detector", $result}
      + if $result == [] then {} else {score: ([$result[].score] | add / length)} end
    ]
  }
