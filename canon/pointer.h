#ifndef PITH_CANON_POINTER_H
#define PITH_CANON_POINTER_H

#include <optional>
#include <string>
#include <string_view>

#include "canon/document.h"

namespace pith::canon {

/// Whether a text is an RFC 6901 JSON pointer: empty, or `/`-led parts in which `~` is followed by 0 or 1.
bool is_pointer(std::string_view text) noexcept;

/// The value that an RFC 6901 JSON pointer names; nothing where there is none. Needs is_pointer(pointer).
std::optional<Value> resolve_pointer(Value root, std::string_view pointer);

/// A key as one part of a JSON pointer, with the slash before it.
std::string pointer_part(std::string_view key);

}  // namespace pith::canon

#endif
