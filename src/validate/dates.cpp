#include "validate/dates.hpp"

#include "data/scan.hpp"

#include <algorithm>

namespace lsmap::validate {
namespace {

// Numbers of a fixed width; 0: as many digits as stand there.
struct Digits {
    char letter;
    std::size_t width;
    unsigned least, most;
};
constexpr Digits numbers[] = {
    {'Y', 4, 0, 9999}, {'y', 2, 0, 99},  {'m', 2, 1, 12},     {'d', 2, 1, 31},
    {'H', 2, 0, 23},   {'I', 2, 1, 12},  {'M', 2, 0, 59},     {'S', 2, 0, 61},
    {'j', 3, 1, 366},  {'L', 3, 0, 999}, {'f', 6, 0, 999999}, {'U', 2, 0, 53},
    {'W', 2, 0, 53},   {'V', 2, 1, 53},  {'u', 1, 1, 7},      {'w', 1, 0, 6}};
// Short forms of composed ones.
struct Composed {
    char letter;
    std::string_view form;
};
constexpr Composed composed[] = {
    {'F', "%Y-%m-%d"}, {'T', "%H:%M:%S"}, {'R', "%H:%M"}, {'D', "%m/%d/%y"}};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (static_cast<unsigned char>(c) & 0x80);
}

// Takes a number from the front. False: there is none within its bounds.
bool take_number(std::string_view& text, const Digits& row, bool is_short) {
    std::size_t count = 0;
    unsigned number = 0;
    const std::size_t most = row.width;
    while (count < text.size() && count < most && data::is_digit(text[count])) {
        number = number * 10 + static_cast<unsigned>(text[count] - '0');
        ++count;
    }
    const bool fits = is_short ? count > 0 : count == row.width;
    text.remove_prefix(count);
    return fits && number >= row.least && number <= row.most;
}

bool take_form(std::string_view& text, std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            if (text.empty() || text.front() != format[i]) {
                return false;
            }
            text.remove_prefix(1);
            continue;
        }
        char letter = format[++i];
        bool is_short = false;
        if ((letter == '-' || letter == '_' || letter == '0') && i + 1 < format.size()) {
            is_short = letter == '-';
            if (letter == '_' && text.starts_with(' ')) {
                text.remove_prefix(1);
                is_short = true;
            }
            letter = format[++i];
        }
        const auto* number = std::ranges::find(numbers, letter, &Digits::letter);
        const auto* parts = std::ranges::find(composed, letter, &Composed::letter);
        if (number != std::end(numbers)) {
            if (!take_number(text, *number, is_short)) {
                return false;
            }
        } else if (parts != std::end(composed)) {
            if (!take_form(text, parts->form)) {
                return false;
            }
        } else if (letter == '%') {
            if (!text.starts_with('%')) {
                return false;
            }
            text.remove_prefix(1);
        } else if (letter == 'b' || letter == 'B' || letter == 'a' || letter == 'A' ||
                   letter == 'p') {
            const auto* end = std::ranges::find_if_not(text, is_letter);
            if (end == text.begin()) {
                return false;
            }
            text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
        } else {
            const char stop = i + 1 < format.size() ? format[i + 1] : '\0';
            text.remove_prefix(std::min(text.find(stop), text.size()));
        }
    }
    return true;
}

}  // namespace

bool has_date_form(std::string_view text, std::string_view format) {
    return take_form(text, format) && text.empty();
}

}  // namespace lsmap::validate
