#ifndef PITH_CANON_PARSE_H
#define PITH_CANON_PARSE_H

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "canon/document.h"
#include "pith/result.h"

namespace pith::canon {

/// SPEC 9.5: the most bytes that a document may have. Offsets and indices are 32-bit numbers, so that a node takes 16
/// bytes. The limit is one bit less, because Boost.JSON counts the digits of a number in an int.
inline constexpr std::size_t document_size_bytes_max = std::numeric_limits<std::int32_t>::max();

/// Refuses (`unreadable`) a text of more than document_size_bytes_max bytes. Takes constant time. Safe to call from
/// many threads.
Result<void> check_size(std::size_t size_bytes);

/// SPEC 1.4 and 1.5: parses strict JSON.
///
/// Needs a text that outlives the document.
/// Returns the document, or the error of check_size, or the fault that comes first in the text, with the place of its
/// token.
/// Takes time n log n, because keys are sorted, and memory proportional to n. Safe to call from many threads.
/// Throws std::bad_alloc if memory runs out, and SystemFailure if the C locale is not available.
Result<Document> parse(std::string_view text);

}  // namespace pith::canon

#endif
