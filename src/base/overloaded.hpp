#pragma once

namespace lsmap {

// std::visit(Overloaded{[](const A&) {…}, [](const B&) {…}}, variant): no alternative can be
// forgotten.
template <class... Fs> struct Overloaded : Fs... { using Fs::operator()...; };
template <class... Fs> Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace lsmap
