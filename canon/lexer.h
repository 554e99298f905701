#ifndef PITH_CANON_LEXER_H
#define PITH_CANON_LEXER_H

// Finds out which token of a refused document is at fault, and why. The tokenizer of Boost.JSON says only roughly where
// it stopped, but the place is part of our rules (SPEC 1.5).
//
// All functions are linear in the text and safe to call from many threads. They throw nothing but std::bad_alloc.

#include <cstddef>
#include <string>
#include <string_view>

#include "pith/result.h"

namespace pith::canon {

/// SPEC 1.5: the line and column of an offset. Needs offset_bytes <= text.size().
Place place_at(std::string_view text, std::size_t offset_bytes);

/// A fault and the first byte of the token that holds it.
struct Fault {
  ErrorCode code;
  std::size_t offset_bytes;
};

/// SPEC 1.5: the first fault of a text. Needs a text that a parser refused after it had accepted every token that ends
/// at or before `accepted_bytes`. A token that is sound by itself and was refused is `syntax`.
Fault find_fault(std::string_view text, std::size_t accepted_bytes);

/// What a person should know about a `syntax` fault, for example "this is not JSON: expected ',' or ']'".
/// Needs the place that find_fault returned with `syntax`.
std::string explain_syntax_fault(std::string_view text, std::size_t offset_bytes);

/// The offset in the text of a document's node n, counted from 0: that of the n-th token that begins a value or a key.
/// Needs a text whose tokens have no fault up to that one.
std::size_t find_node_offset(std::string_view text, std::size_t node_index);

/// SPEC 9.5 and 11: whether a text is a "whole JSON object", that is, one whose brackets match from the first byte to
/// the last. Brackets in strings do not count. The inside may still be refused.
bool is_whole_object(std::string_view text);

}  // namespace pith::canon

#endif
