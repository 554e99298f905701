#ifndef PITH_ENGINE_BUNDLES_SPLIT_INPUT_H
#define PITH_ENGINE_BUNDLES_SPLIT_INPUT_H

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "pith/result.h"

namespace pith::engine {

/// One JSON document within a file.
struct InputText {
  std::string_view text;
  std::size_t offset_bytes = 0;
  std::size_t line = 1;
  bool is_line = false;  ///< of NDJSON: one bundle or one event

  /// A place in this text as a place in the file.
  Place in_file(const Place& place) const;
};

/// SPEC 9.5: a file whose first non-blank line is a whole JSON object and that has more after it is NDJSON,
/// and each non-blank line a document; any other is one document. Views into the file. Linear.
std::vector<InputText> split_input(std::string_view file);

/// Whether a text holds nothing but JSON white space.
bool is_blank(std::string_view text) noexcept;

enum class ItemKind : std::uint8_t { bundle, event };

struct InputItem {
  ItemKind kind;
  canon::Value value;
};

/// SPEC 9.5: what a document holds to merge: a bundle, an event, or, unless it is a line, an array of them.
/// Refuses `not_a_bundle` and `not_an_event` with the place of the value in the text.
Result<std::vector<InputItem>> list_items(canon::Value root, const InputText& input);

}  // namespace pith::engine

#endif
