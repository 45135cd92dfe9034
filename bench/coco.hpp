#pragma once
// What the programs for boxes and for outlines of a COCO file share: its images and categories, and
// its annotations brought into the order of the images. The keys may stand in any order.
#include "reference.hpp"

#include <numeric>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace bench {

struct Image {
    std::int64_t id;
    std::string_view file_name;
    double width, height;
};

// `Row` has `image_id` and `category_id`.
template <class Row> class Coco {
 public:
    // `read_row(object, row)` fills what else a row has.
    template <class ReadRow> void read(ondemand::object top, ReadRow read_row) {
        for (auto field : top) {
            const std::string_view key = must(field.unescaped_key());
            if (key == "images") {
                for (auto element : must(field.value().get_array())) {
                    ondemand::object o = must(element.get_object());
                    Image& image = images.emplace_back();
                    image.id = must(o["id"].get_int64());
                    image.file_name = must(o["file_name"].get_string());
                    image.width = must(o["width"].get_double());
                    image.height = must(o["height"].get_double());
                }
            } else if (key == "categories") {
                for (auto element : must(field.value().get_array())) {
                    ondemand::object o = must(element.get_object());
                    const std::int64_t id = must(o["id"].get_int64());
                    categories_[id] = must(o["name"].get_string());
                }
            } else if (key == "annotations") {
                for (auto element : must(field.value().get_array())) {
                    ondemand::object o = must(element.get_object());
                    Row& row = rows_.emplace_back();
                    row.image_id = must(o["image_id"].get_int64());
                    row.category_id = must(o["category_id"].get_int64());
                    read_row(o, row);
                }
            }
        }
        sort_rows();
    }

    // Of the image with that number among the images, in the order of the file.
    std::span<const std::uint32_t> rows_of(std::size_t image) const {
        return std::span(order_).subspan(starts_[image], starts_[image + 1] - starts_[image]);
    }
    const Row& row(std::uint32_t number) const { return rows_[number]; }
    // Empty where the category has no label.
    std::string_view label_of(const Row& row) const {
        static const std::unordered_set<std::string_view> labels = {
            "bench", "bicycle",   "bird",          "boat",  "bus",        "car",
            "cat",   "cow",       "dog",           "horse", "motorcycle", "person",
            "sheep", "stop sign", "traffic light", "train", "truck"};
        const auto found = categories_.find(row.category_id);
        const bool has_label = found != categories_.end() && labels.contains(found->second);
        return has_label ? found->second : std::string_view();
    }

    std::vector<Image> images;

 private:
    void sort_rows() {
        std::unordered_map<std::int64_t, std::uint32_t> numbers;
        numbers.reserve(images.size());
        for (std::size_t i = 0; i < images.size(); ++i) {
            numbers[images[i].id] = static_cast<std::uint32_t>(i);
        }
        const auto none = static_cast<std::uint32_t>(images.size());
        std::vector<std::uint32_t> image_of(rows_.size());
        starts_.assign(images.size() + 2, 0);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto found = numbers.find(rows_[i].image_id);
            image_of[i] = found == numbers.end() ? none : found->second;
            ++starts_[image_of[i] + 1];
        }
        std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
        std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
        order_.resize(rows_.size());
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            order_[next[image_of[i]]++] = static_cast<std::uint32_t>(i);
        }
    }

    std::unordered_map<std::int64_t, std::string_view> categories_;
    std::vector<Row> rows_;
    std::vector<std::uint32_t> starts_, order_;
};

// `write_row(out, row, image, is_first, number)` writes the results of a row and returns how many.
template <class Row, class WriteRow>
void write_tasks(const Coco<Row>& coco, Output& out, WriteRow write_row) {
    for (std::size_t i = 0; i < coco.images.size(); ++i) {
        const Image& image = coco.images[i];
        out.raw("{\"data\":{\"image\":");
        out.string(image.file_name);
        out.raw("},\"predictions\":[{\"model_version\":\"coco\",\"result\":[");
        const std::uint64_t task = lsmap::hash_text(image.file_name);
        std::size_t written = 0;
        for (const std::uint32_t number : coco.rows_of(i)) {
            const Row& row = coco.row(number);
            const std::string_view label = coco.label_of(row);
            if (!label.empty()) {
                written = write_row(out, row, label, image, task, written);
            }
        }
        out.raw("]}]}\n");
        out.flush_if_full();
    }
    out.flush();
}

// Of a result on an image, up to the value.
inline void begin_result(Output& out, std::uint64_t task, std::size_t number, std::string_view kind,
                         const Image& image) {
    out.raw(number == 0 ? "{\"id\":\"" : ",{\"id\":\"");
    out.id(task, number);
    out.raw(kind);
    out.integer(static_cast<std::int64_t>(image.width));
    out.raw(",\"original_height\":");
    out.integer(static_cast<std::int64_t>(image.height));
    out.raw(",\"image_rotation\":0,\"value\":{");
}

}  // namespace bench
