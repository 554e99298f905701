#ifndef PITH_CANONICAL_H
#define PITH_CANONICAL_H

/// @file
/// Canonical JSON (SPEC 1): one spelling for every document, so that equal documents have equal hashes.

#include <optional>
#include <string>
#include <string_view>

#include "pith/export.h"
#include "pith/result.h"

namespace pith {

/// The canonical form of a JSON document, without a newline. SPEC 1.1 to 1.5.
/// Errors: the first fault and its place, with a code of SPEC 1.4, or `unreadable` for a text over the size limit.
/// Time n log n, memory proportional to n.
PITH_API Result<std::string> canonical_json(std::string_view json_text);

/// The canonical form of the one value that an RFC 6901 JSON pointer names; std::nullopt if there is no such value.
/// The whole document must be acceptable.
/// Needs is_json_pointer(pointer).
/// Errors and cost: as for canonical_json().
PITH_API Result<std::optional<std::string>> canonical_json_at(std::string_view json_text, std::string_view pointer);

/// Whether a text is an RFC 6901 JSON pointer. Linear.
PITH_API bool is_json_pointer(std::string_view text) noexcept;

/// Whether bytes are UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. Linear.
PITH_API bool is_utf8(std::string_view bytes) noexcept;

}  // namespace pith

#endif
