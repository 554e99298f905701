#ifndef PITH_CANON_POINTER_H
#define PITH_CANON_POINTER_H

// JSON pointers (RFC 6901). All functions are safe to call from many threads.

#include <optional>
#include <string>
#include <string_view>

#include "canon/document.h"

namespace pith::canon {

/// Whether a text has the form of a JSON pointer: it is empty or begins with `/`, and 0 or 1 follows each `~`. Linear.
bool is_pointer(std::string_view text) noexcept;

/// The value that a JSON pointer names, or std::nullopt if there is no such value. Needs is_pointer(pointer).
/// Linear in the pointer and in the indices of arrays that it names. Throws std::bad_alloc if memory runs out.
std::optional<Value> resolve_pointer(Value root, std::string_view pointer);

/// A key as one reference token of a JSON pointer, escaped and with the slash before it. Linear. Throws std::bad_alloc
/// if memory runs out.
std::string pointer_token(std::string_view key);

}  // namespace pith::canon

#endif
