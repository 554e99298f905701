#ifndef PITH_ENGINE_BUNDLES_SPLIT_INPUT_H
#define PITH_ENGINE_BUNDLES_SPLIT_INPUT_H

// SPEC 9.5: from an input to documents, and from a document to items.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "engine/events/item_kind.h"
#include "pith/result.h"

namespace pith::engine {

/// One JSON document within an input: the whole of it, or a line of NDJSON. A view.
struct InputDocument {
  std::string_view text;
  std::size_t offset_bytes = 0;  ///< where it begins in the input
  std::size_t line = 1;          ///< the line of the input in which it begins
  bool is_line = false;          ///< of NDJSON: one bundle or one event

  /// A place in this document as a place in the input.
  Place in_input(const Place& place) const;
};

/// SPEC 9.5: an input whose first non-blank line is a whole JSON object, with more after it, is NDJSON: each non-blank
/// line is a document. Any other input is one document. Views of the input. Pure; linear.
std::vector<InputDocument> split_input(std::string_view input);

/// SPEC 9.5: whether a text holds nothing but JSON white space.
bool is_blank(std::string_view text) noexcept;

/// A bundle or an event in a document. A view.
struct Item {
  ItemKind kind;
  canon::Value value;
};

/// SPEC 12: the value of `format` in evidence.
inline constexpr std::string_view evidence_format = "pith-merge.evidence.v1";

/// What a document is, as far as its members tell: `a state document`; and which command takes it. For people. Texts of
/// static storage; both are empty if nothing is known, and the advice is if no command takes it.
struct DocumentKind {
  std::string_view name;
  std::string_view advice;

  /// `this is a state document, not a bundle: ...`. Needs a name.
  std::string explain_instead_of(std::string_view expected) const;
};

/// The kind of a document. Says nothing about what the rules make of it: list_items() does. Constant time.
DocumentKind describe_document(canon::Value root);

/// SPEC 9.5: the items of a document: a bundle, an event, or an array of these unless the document is a line. Refuses
/// `not_a_bundle` and `not_an_event`, with the place of the value in the document. Pure; linear.
Result<std::vector<Item>> list_items(canon::Value root, const InputDocument& document);

}  // namespace pith::engine

#endif
