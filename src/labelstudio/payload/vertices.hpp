#pragma once
#include "labelstudio/payload.hpp"

// The vertices of a line in percent: records {point, id?, after?, bezier?: [incoming, outgoing]}.
namespace lsmap::labelstudio::payload {

// Moves vertices that leave the image to its edge, or refuses them. A line of one vertex, and a
// closed one of two, is none: `no_area`. Control points of curves may stand anywhere.
Fate fit_vertices(data::Value& vertices, bool is_closed, Outside outside, data::Arena& arena);

// `"vertices":[{"id":"v1","x":1,"y":2,"prevPointId":null,"isBezier":false}],`. Vertices without an
// id are numbered, so that those of two keyframes match by their places.
void write_vertices(const data::Value& vertices, data::Output& out);

}  // namespace lsmap::labelstudio::payload
