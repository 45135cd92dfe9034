#pragma once
#include "generate/random.hpp"
#include "labelstudio/config.hpp"
#include "types/type.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// What one record says of the objects of the config: the values that all positions in it refer to.
namespace lsmap::generate {

// A place between two characters of a text, in every way of counting.
struct TextPlace {
    std::size_t chars = 0, bytes = 0, utf16 = 0, graphemes = 0;
};

// A text node of a page.
struct TextNode {
    std::string xpath;
    std::size_t begin = 0, end = 0;  // code points of the page's text
};

struct Scene {
    double width = 0, height = 0;  // in the unit that the object's `size` has
    double duration = 0, rate = 0, fps = 0;
    int frames = 0;
    std::string address;  // what task data has for what is no text
    std::string text;
    std::vector<TextPlace> places;  // where spans may begin and end, between whole characters
    std::vector<std::pair<std::size_t, std::size_t>> tokens;  // of `places`
    std::string html;
    std::vector<TextNode> nodes;
    std::vector<std::string> ids;  // JSON of the ids of its items
    std::vector<Scene> parts;      // items of a list, pages, utterances
};

// How the rules speak of an object; the same for all records.
struct ObjectPlan {
    labelstudio::ObjectId id{};
    bool has_size = false, has_duration = false, has_rate = false, has_fps = false,
         has_frames = false, has_text = false, has_tokens = false;
    types::Unit size_unit = types::Unit::px;
    bool token_spans = false;     // its tokens are given as spans, not as texts
    bool sizes_of_parts = false;  // one size for each item or page
    bool has_masks = false;       // pictures stay small
    bool keeps_outside = false;
    double frame_rate = 0;  // of the config or of `fps`; 0: not known
};

Scene make_scene(const labelstudio::Object& object, const ObjectPlan& plan, Random& random);

// A text of up to so many characters, some of them not in ASCII.
std::string random_text(Random& random, int most);

// One element of the input: what its fields have to agree on.
struct Moment {
    Random& random;
    const std::map<labelstudio::ObjectId, Scene>* scenes = nullptr;
    const Scene* scene = nullptr;    // of the object, or of the item or utterance that was chosen
    const Scene* whole = nullptr;    // of the object
    std::size_t part = 0;            // which of `whole->parts`
    std::size_t begin = 0, end = 0;  // a span of text: indexes of `scene->places`
    std::size_t first_token = 0, last_token = 0;  // the same in tokens, where there are any
    std::size_t first_node = 0, last_node = 0;    // the same by text nodes, where there are any
    double from = 0, to = 0;                      // a span of everything else, 0..1
    bool instant = false;
    std::size_t number = 0;                                // which element of its list it is
    std::map<std::string, std::size_t>* counts = nullptr;  // elements of the lists so far
    std::map<std::string, std::string> keys{};             // what `key` fields have been given
};
// Chooses part and span of a moment.
void choose(Moment& moment, bool instant);

}  // namespace lsmap::generate
