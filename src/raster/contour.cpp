#include "raster/outline.hpp"

#include <algorithm>

// The vertical edges of all spans of painted pixels, linked into rings. Edge 2s is the left side of
// span s and goes up, edge 2s + 1 its right side and goes down, so that what is painted lies on the
// right hand. From the end of an edge the outline goes sideways, or not at all, to the next:
// between edges it is horizontal, which is all that has to be known of horizontal edges.
namespace lsmap::raster {
namespace {

using Edge = std::uint32_t;
constexpr Edge left_of(std::size_t span) { return static_cast<Edge>(2 * span); }
constexpr Edge right_of(std::size_t span) { return static_cast<Edge>(2 * span + 1); }

class Rings {
 public:
    explicit Rings(const Mask& mask) : spans_(row_spans(mask)), next_(spans_.size() * 2) { link(); }

    std::optional<std::vector<Ring>> outlines() {
        name_rings();
        cut_in_holes();
        return collected();
    }

 private:
    // ---- the edge that follows
    void link() {
        std::size_t above_begin = 0, above_end = 0;  // the spans of the row above
        for (std::size_t begin = 0; begin < spans_.size();) {
            const std::uint32_t y = spans_[begin].y;
            std::size_t end = begin;
            while (end < spans_.size() && spans_[end].y == y) {
                ++end;
            }
            if (above_end == 0 || spans_[above_begin].y + 1 != y) {
                link_rows(above_begin, above_end, begin, begin);  // nothing below them
                above_begin = above_end = begin;
            }
            link_rows(above_begin, above_end, begin, end);
            above_begin = begin;
            above_end = begin = end;
        }
        link_rows(above_begin, above_end, above_end, above_end);
    }

    // Ends of right sides of the row above and of left sides of the row below lie on the line
    // between them. Where two pixels touch at a corner only, the outline stays with its own.
    void link_rows(std::size_t above_begin, std::size_t above_end, std::size_t below_begin,
                   std::size_t below_end) {
        std::size_t below = below_begin;
        for (std::size_t a = above_begin; a < above_end; ++a) {  // going down, at x2
            const RowSpan& span = spans_[a];
            while (below < below_end && spans_[below].x2 < span.x2) {
                ++below;
            }
            // `below` is the first that ends at x2 or further right.
            if (below < below_end && spans_[below].x1 < span.x2) {
                const bool to_next = a + 1 < above_end && spans_[a + 1].x1 < spans_[below].x2;
                next_[right_of(a)] = spans_[below].x2 == span.x2 ? right_of(below)
                                     : to_next                   ? left_of(a + 1)
                                                                 : right_of(below);
            } else {  // nothing below its last pixel: to the left
                const bool stops = below > below_begin && spans_[below - 1].x2 > span.x1;
                next_[right_of(a)] = stops ? right_of(below - 1) : left_of(a);
            }
        }
        std::size_t above = above_begin;
        for (std::size_t b = below_begin; b < below_end; ++b) {  // going up, at x1
            const RowSpan& span = spans_[b];
            while (above < above_end && spans_[above].x2 <= span.x1) {
                ++above;
            }
            // `above` is the first that ends right of x1.
            if (above < above_end && spans_[above].x1 <= span.x1) {
                const bool to_last = b > below_begin && spans_[b - 1].x2 > spans_[above].x1;
                next_[left_of(b)] = spans_[above].x1 == span.x1 ? left_of(above)
                                    : to_last                   ? right_of(b - 1)
                                                                : left_of(above);
            } else {  // nothing above its first pixel: to the right
                const bool stops = above < above_end && spans_[above].x1 < span.x2;
                next_[left_of(b)] = stops ? left_of(above) : right_of(b);
            }
        }
    }

    // ---- outer rings and holes
    // Spans are sorted, so that the first edge of a ring is its topmost and leftmost: a left side
    // of an outline, a right side of a hole.
    void name_rings() {
        previous_.resize(next_.size());
        std::vector<bool> seen(next_.size());
        for (Edge e = 0; e < next_.size(); ++e) {
            previous_[next_[e]] = e;
        }
        for (Edge first = 0; first < next_.size(); ++first) {
            if (seen[first]) {
                continue;
            }
            (first % 2 == 0 ? outer_ : holes_).push_back(first);
            Edge e = first;
            do {
                seen[e] = true;
                e = next_[e];
            } while (e != first);
        }
    }

    // The span left of a hole's first edge belongs to the outline around it, or to a hole that
    // stands before this one: a slit along its upper side joins the two. All is horizontal there,
    // so that joining is swapping what follows.
    void cut_in_holes() {
        for (const Edge hole : holes_) {
            const Edge side = hole - 1;  // the left side of the same span
            const Edge before = previous_[hole];
            std::swap(next_[side], next_[before]);
            previous_[next_[side]] = side;
            previous_[next_[before]] = before;
        }
    }

    Corner start_of(Edge e) const {
        const RowSpan& span = spans_[e / 2];
        return e % 2 == 0 ? Corner{span.x1, span.y + 1} : Corner{span.x2, span.y};
    }
    Corner end_of(Edge e) const {
        const RowSpan& span = spans_[e / 2];
        return e % 2 == 0 ? Corner{span.x1, span.y} : Corner{span.x2, span.y + 1};
    }

    std::optional<std::vector<Ring>> collected() const {
        std::vector<Ring> rings;
        std::size_t points = 0;
        for (const Edge first : outer_) {
            Ring& ring = rings.emplace_back();
            Edge e = first;
            do {
                const Edge following = next_[e];
                const Corner end = end_of(e), start = start_of(following);
                const bool goes_on = end == start && e % 2 == following % 2;
                if (!goes_on) {
                    ring.push_back(end);
                    if (end != start) {
                        ring.push_back(start);
                    }
                }
                e = following;
            } while (e != first);
            points += ring.size();
            if (points > most_outline_points) {
                return std::nullopt;
            }
        }
        return rings;
    }

    std::vector<RowSpan> spans_;
    std::vector<Edge> next_, previous_;
    std::vector<Edge> outer_, holes_;
};

}  // namespace

std::optional<std::vector<Ring>> contour_of(const Mask& mask) {
    constexpr std::size_t most_spans = 16'000'000;
    const std::vector<Run> runs = runs_in(mask, Order::rows);
    if (runs.size() / 2 + mask.height > most_spans) {
        return std::nullopt;
    }
    return Rings({mask.width, mask.height, Order::rows, runs}).outlines();
}

}  // namespace lsmap::raster
