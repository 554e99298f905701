#ifndef PITH_CANON_PARSE_H
#define PITH_CANON_PARSE_H

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "canon/document.h"
#include "pith/result.h"

namespace pith::canon {

/// Offsets and indices of a document are 32-bit numbers, which keeps a value at 16 bytes. One bit less, since
/// Boost.JSON counts the digits of a number in an int.
inline constexpr std::size_t document_size_bytes_max = std::numeric_limits<std::int32_t>::max();

/// The refusal of a text of more than document_size_bytes_max, `unreadable`.
std::optional<Error> check_size(std::size_t size_bytes);

/// SPEC 1.4: strict JSON, or the refusal that stands first in the text, with the first byte of its token.
/// A text that check_size refuses is refused so. The text must outlive the document.
/// Time n log n (keys are sorted), memory proportional to n; thread-safe.
Result<Document> parse(std::string_view text);

}  // namespace pith::canon

#endif
