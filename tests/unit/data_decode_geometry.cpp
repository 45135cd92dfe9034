#include "data_read.hpp"

#include <catch2/catch.hpp>

namespace lsmap::data {
namespace {

struct Row {
    const char* type;
    const char* json;
    const char* shown;
};

void walk(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        CAPTURE(row.type, row.json);
        CHECK(decode(row.type, row.json) == row.shown);
    }
}

TEST_CASE("boxes of every encoding become corners") {
    walk({
        {"xyxy<px>", "[1, 2.5, 3, 4]", "(1 2.5 3 4)"},
        {"xyxy<px>", "[[1,2],[3,4]]", "(1 2 3 4)"},
        {"xyxy<px>", R"([{"x":1,"y":2},{"y":4,"x":3}])", "(1 2 3 4)"},
        {"xyxy<px>", R"({"x1":1,"y1":2,"x2":3,"y2":4,"more":[]})", "(1 2 3 4)"},
        {"xyxy<px>", R"({"xmin":1,"ymin":2,"xmax":3,"ymax":4})", "(1 2 3 4)"},
        {"yxyx<px>", R"({"left":1,"top":2,"right":3,"bottom":4})", "(1 2 3 4)"},
        {"xywh<px>", "[1,2,10,20]", "(1 2 11 22)"},
        {"xywh<norm>", R"({"x":1,"y":2,"width":10,"height":20})", "(1 2 11 22)"},
        {"xywh<px>", R"({"x":1,"y":2,"w":10,"h":20})", "(1 2 11 22)"},
        {"cxcywh<px>", "[10,20,4,6]", "(8 17 12 23)"},
        {"cxcywh<px>", R"({"cx":10,"cy":20,"w":4,"h":6})", "(8 17 12 23)"},
        {"cxcywh<px>", R"({"x":10,"y":20,"width":4,"height":6})", "(8 17 12 23)"},
        {"yxyx<px>", "[1,2,3,4]", "(2 1 4 3)"},
        {"xxyy<px>", "[1,2,3,4]", "(1 3 2 4)"},
        {"xyxy<px>?", "null", "missing"},
        {"xyxy<px>", "[]", "the record has 0 numbers; `xyxy<px>` takes 4"},
        {"xyxy<px>", "[1,2,3]", "the record has 3 numbers; `xyxy<px>` takes 4"},
        {"xyxy<px>", "[1,2,3,4,5]", "the record has 5 numbers; `xyxy<px>` takes 4"},
        {"xyxy<px>", "[1,2,3,null]",
         "the record is an array that holds something else than its numbers, not `xyxy<px>`"},
        {"xyxy<px>", "[1,2,[3,4]]",
         "the record is an array that holds something else than its numbers, not `xyxy<px>`"},
        {"xyxy<px>", R"({"x1":1,"y1":2,"x2":3})", "the record has no `y2` or `ymax` or `bottom`"},
        {"xyxy<px>", R"({"x1":1,"left":2,"y1":2,"x2":3,"y2":3})",
         "the record is an object that holds something else than its numbers, not `xyxy<px>`"},
        {"xyxy<px>", R"({"x1":1,"x1":2,"y1":2,"x2":3,"y2":3})",
         "syntax: key `x1` stands twice in one object"},
        {"xyxy<px>", "\"1,2,3,4\"", "the record is a string, not `xyxy<px>`"},
        {"xyxy<px>", "[1,2,3,4", "syntax: the JSON ends inside an array"},
    });
}

TEST_CASE("sizes and points") {
    walk({
        {"size<wh>", "[640, 480]", "(640 480)"},
        {"size<hw>", "[480, 640]", "(640 480)"},
        {"size<hw>", R"({"width":640,"height":480})", "(640 480)"},
        {"size<wh>", "[640.5, 480]", "the record is `640.5`, not a whole number"},
        {"size<wh>", "[0, 480]", "the record is `0`, but a side has at least 1"},
        {"size<wh>", "[1,2,3]", "the record has 3 numbers; `size<wh>` takes 2"},
        {"point<px>", "[1,2]", "(1 2)"},
        {"point<px>", R"({"y":2,"x":1})", "(1 2)"},
        {"point<px>", R"({"y":2})", "the record has no `x`"},
        {"point<px>", "[[1,2]]",
         "the record is an array that holds something else than its numbers, not `point<px>`"},
    });
}

TEST_CASE("oriented boxes") {
    walk({
        {"quad<px>", "[1,2,3,4,5,6,7,8]", "(1 2 3 4 5 6 7 8)"},
        {"quad<px>", "[[1,2],[3,4],[5,6],[7,8]]", "(1 2 3 4 5 6 7 8)"},
        {"quad<px>", R"({"x1":1,"y1":2,"x2":3,"y2":4,"x3":5,"y3":6,"x4":7,"y4":8})",
         "(1 2 3 4 5 6 7 8)"},
        {"quad<px>", "[[1,2],[3,4],[5,6]]", "the record has 3 points; `quad<px>` takes 4"},
        {"cxcywhr<px, deg>", "[10,20,4,6,45]", "(10 20 4 6 45)"},
        {"cxcywhr<px, rad>", "[10,20,4,6,3.141592653589793]", "(10 20 4 6 180)"},
        {"cxcywhr<px, deg>", "[10,20,4,6]", "the record has 4 numbers; `cxcywhr<px, deg>` takes 5"},
        {"cxcywhr<px, deg, ccw>", "[10,20,4,6,45]", "(10 20 4 6 -45)"},
        {"cxcywhr<px, deg>", R"({"angle": 45, "cx": 10, "cy": 20, "width": 4, "height": 6})",
         "(10 20 4 6 45)"},
        {"cxcywhr<px, deg, ccw>", R"({"x": 10, "y": 20, "w": 4, "h": 6, "angle": 45, "id": 7})",
         "(10 20 4 6 -45)"},
        {"cxcywhr<px, deg>", R"({"cx": 10, "cy": 20, "w": 4, "h": 6})",
         "the record has no `angle`"},
        {"cxcywhr<px, deg>", "[[10,20],[4,6]]",
         "the record is an array that holds something else than its numbers, not `cxcywhr<px, "
         "deg>`"},
        {"xyxy<px>", "[[1,2,3,4]]",
         "the record is an array that holds something else than its numbers, not `xyxy<px>`"},
        {"xyxy<px>", "[[1,2],[3,4],[5,6]]", "the record has 3 points; `xyxy<px>` takes 2"},
    });
}

TEST_CASE("polygons") {
    walk({
        {"polygon<px>", "[0,0,1,0,1,1]", "(0 0 1 0 1 1)"},
        {"polygon<px>", "[[0,0],[1,0],[1,1],[0,0]]", "(0 0 1 0 1 1)"},
        {"polygon<px>", R"([{"x":0,"y":0},{"x":1,"y":0}])", "(0 0 1 0)"},
        {"polygon<px>", R"({"x":[0,1,1],"y":[0,0,1]})", "(0 0 1 0 1 1)"},
        {"polygon<px>", "[]", "()"},
        {"polygon<px>", "[1,2,3]",
         "the record has 3 numbers; `polygon<px>` takes an x and a y for each point"},
        {"polygon<px>", R"({"x":[0,1],"y":[0]})",
         "the record has 2 numbers in `x` and 1 in `y`; `polygon<px>` takes as many in each"},
        {"polygon<px>", "[[1,2],[3]]",
         "the record is an array that holds something else than its numbers, not `polygon<px>`"},
        {"[polygon<px>]", "[[0,0,1,0,1,1],[2,2,3,3]]", "[(0 0 1 0 1 1), (2 2 3 3)]"},
    });
}

TEST_CASE("keypoints") {
    walk({
        {"keypoints<px, xy>", "[1,2,3,4]", "[(1 2)#0:2, (3 4)#1:2]"},
        {"keypoints<px, xy>", "[[1,2],[3,4]]", "[(1 2)#0:2, (3 4)#1:2]"},
        {"keypoints<px, xyv>", "[1,2,0,3,4,2]", "[(1 2)#0:0, (3 4)#1:2]"},
        {"keypoints<px, xyv>", "[[1,2,1]]", "[(1 2)#0:1]"},
        {"keypoints<px, xyv>", "[[1,2]]", "[(1 2)#0:2]"},
        {"keypoints<px, xyc>", "[1,2,0.5]", "[(1 2)#0:0.5]"},
        {"keypoints<px, xyc>", R"({"x":[1,3],"y":[2,4],"visible":[0.25,1]})",
         "[(1 2)#0:0.25, (3 4)#1:1]"},
        {"keypoints<px, xyc>", R"({"x":[1],"y":[2]})", "[(1 2)#0:missing]"},
        {"keypoints<px, xyv>", R"({"x":[1],"y":[2]})", "[(1 2)#0:2]"},
        {"keypoints<px, xyv>", "[1,2,3]",
         "the last number of point 1 is `3`, but a visibility is 0, 1 or 2"},
        {"keypoints<px, xyv>", "[1,2]",
         "the record has 2 numbers; `keypoints<px, xyv>` takes three "
         "for each point"},
    });
}

TEST_CASE("masks") {
    walk({
        {"rle", R"({"size":[12,16],"counts":"V166000000000b2"})",
         "16x12 columns 38 6 6 6 6 6 6 6 6 6 6 6 88"},
        {"rle", R"({"counts":[0, 5],"size":[1,5]})", "5x1 columns 0 5"},
        {"rle", R"({"counts":[2, 0, 1, 2.0],"size":[1,5]})", "5x1 columns 3 2"},
        {"rle", R"({"counts":"5","size":[1,5], "x": 1})", "5x1 columns 5"},
        {"rle", R"({"counts":"\u0035","size":[1,5]})", "5x1 columns 5"},
        {"rle", R"({"counts":[],"size":[0,5]})", "5x0 columns "},
        {"rle", R"({"counts":[1, 2],"size":[1,5]})",
         "the run lengths of the record add up to 3 pixels"},
        {"rle", R"({"counts":[1, 9],"size":[1,5]})",
         "the run lengths of the record add up to more pixels than it has"},
        {"rle", R"({"counts":[9007199254740993],"size":[1,5]})",
         "the run lengths of the record have something else than a whole number in place 1"},
        {"rle", R"({"counts":[1e300],"size":[1,5]})",
         "the run lengths of the record have something else than a whole number in place 1"},
        {"rle", R"({"counts":[5],"size":[30000,50000]})",
         "the record has 50000 x 30000 pixels, more than the 100000000 of the largest mask"},
        {"rle", R"({"size":[1,5]})", "the record has no `counts`"},
        {"bitmap", "[[0, 1, true], [false, 0.5, 0.25]]", "3x2 rows 1 2 1 1 1"},
        {"bitmap", "[[1, 1.0, 1e0]]", "3x1 rows 0 3"},
        {"bitmap", "[]", "0x0 rows "},
        {"bitmap", "[[], []]", "0x2 rows "},
        {"bitmap", "[[0], [0, 1]]", "row 2 of the record has the length 2, the first one 1"},
        {"bitmap", "[[0], [2]]",
         "row 2 of the record has something else than numbers from 0 to 1, `true` and `false`"},
        {"bitmap", "[[0], 1]",
         "row 2 of the record has something else than numbers from 0 to 1, `true` and `false`"},
        {"bitmap", "[[null]]",
         "row 1 of the record has something else than numbers from 0 to 1, `true` and `false`"},
        {"bitmap", "{}", "the record is an object, not `bitmap`"},
        {"png", "\"AAAA\"", "the record is not a PNG"},
        {"png", "[]", "the record is an array, not `png`"},
        {"rle", R"({"size":[1],"counts":[]})",
         "the record is an object without a `size` of two whole numbers and `counts`, not `rle`"},
    });
}

}  // namespace
}  // namespace lsmap::data
