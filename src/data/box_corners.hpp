#pragma once
#include "types/type.hpp"

#include <algorithm>

namespace lsmap::data {

// x1 y1 x2 y2 of four numbers in the order of their encoding. The order of operations is part of
// the language: the same bits everywhere.
inline void to_corners(types::BoxForm form, const double* d, double* box) {
    using types::BoxForm;
    switch (form) {
        case BoxForm::value:
        case BoxForm::xyxy:
            std::copy_n(d, 4, box);
            break;
        case BoxForm::xywh:
            box[0] = d[0];
            box[1] = d[1];
            box[2] = d[0] + d[2];
            box[3] = d[1] + d[3];
            break;
        case BoxForm::cxcywh:
            box[0] = d[0] - d[2] / 2;
            box[1] = d[1] - d[3] / 2;
            box[2] = d[0] + d[2] / 2;
            box[3] = d[1] + d[3] / 2;
            break;
        case BoxForm::yxyx:
            box[0] = d[1];
            box[1] = d[0];
            box[2] = d[3];
            box[3] = d[2];
            break;
        case BoxForm::xxyy:
            box[0] = d[0];
            box[1] = d[2];
            box[2] = d[1];
            box[3] = d[3];
            break;
    }
}

}  // namespace lsmap::data
