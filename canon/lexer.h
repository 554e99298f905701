#ifndef PITH_CANON_LEXER_H
#define PITH_CANON_LEXER_H

// Finds, in a document that was refused, which token is at fault and why. The tokenizer of Boost.JSON
// says only roughly where it stopped; the place is a rule of ours (SPEC 1.5).

#include <cstddef>
#include <string_view>

#include "pith/result.h"

namespace pith::canon {

/// SPEC 1.5: offset to line and column. Linear in the offset; needs offset <= text.size().
Place place_at(std::string_view text, std::size_t offset_bytes);

/// A fault and the first byte of the token that holds it.
struct Fault {
  ErrorCode code;
  std::size_t offset_bytes;
};

/// The first fault of a text, of which a parser accepted all tokens that end at or before
/// `accepted_bytes` and refused what comes next. Linear.
Fault find_fault(std::string_view text, std::size_t accepted_bytes);

/// The offset of the n-th token (from 0) that begins a value or a key: of node n of the document.
/// Needs a text whose tokens up to that one are faultless.
std::size_t find_node_offset(std::string_view text, std::size_t node_index);

/// Whether a text is one object by its brackets, from the first to the last, and so a line of NDJSON; what
/// stands between them may still be refused. Linear.
bool is_whole_object(std::string_view text);

}  // namespace pith::canon

#endif
