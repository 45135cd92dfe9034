#pragma once
#include <type_traits>

namespace lsmap::run {

// A borrowed callable `bool()`: what to do with a row. False ends the query.
class RowCall {
 public:
    template <class F>
    requires(!std::is_same_v<F, RowCall>) RowCall(const F& f)  // NOLINT: borrows like a reference
        : object_(&f),
          call_([](const void* object) { return (*static_cast<const F*>(object))(); }) {}
    bool operator()() const { return call_(object_); }

 private:
    const void* object_;
    bool (*call_)(const void*);
};

}  // namespace lsmap::run
