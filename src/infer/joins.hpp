#pragma once
#include "infer/rules.hpp"

namespace lsmap::infer {

// Lists of one record that name each other by id, as COCO's `images`, `annotations` and
// `categories` do: the list that has the files becomes the tasks (`task for img in images`), rows
// that name one of its elements are those of that task, and a row that names an element of a third
// list gets its fields by a `join`.
void join_lists(Scene& scene);

}  // namespace lsmap::infer
