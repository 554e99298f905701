#include "engine/bundles/split_input.h"

#include <algorithm>
#include <optional>

#include "canon/lexer.h"
#include "engine/bundles/bundle_view.h"

namespace pith::engine {
namespace {

/// What a value is, or the code with which it is refused.
struct Classified {
  std::optional<ItemKind> kind;
  ErrorCode refusal = ErrorCode::not_an_event;
};

Classified classify(canon::Value value) {
  if (!value.is_object()) {
    return {std::nullopt, ErrorCode::not_an_event};
  }
  if (is_bundle(value)) {
    return {ItemKind::bundle, {}};
  }
  if (value.find("event_type")) {
    return {ItemKind::event, {}};
  }
  for (const std::string_view member : {"bundle_type", "state_type", "public_keys"}) {
    if (value.find(member)) {
      return {std::nullopt, ErrorCode::not_a_bundle};
    }
  }
  return {ItemKind::event, {}};
}

}  // namespace

Place InputText::in_file(const Place& place) const {
  return {offset_bytes + place.offset_bytes, line + place.line - 1, place.column};
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::vector<InputText> split_input(std::string_view file) {
  std::vector<InputText> lines;
  std::size_t line_number = 1;
  for (std::size_t begin = 0; begin < file.size(); ++line_number) {
    const std::size_t end = std::min(file.find('\n', begin), file.size());
    const std::string_view line = file.substr(begin, end - begin);
    if (!is_blank(line)) {
      if (lines.empty() && (is_blank(file.substr(end)) || !canon::is_whole_object(line))) {
        break;
      }
      lines.push_back({line, begin, line_number, true});
    }
    begin = end + 1;
  }
  if (lines.empty()) {
    return {{file, 0, 1, false}};
  }
  return lines;
}

Result<std::vector<InputItem>> list_items(canon::Value root, const InputText& input) {
  std::vector<InputItem> items;
  std::optional<Error> error;
  const auto take = [&](canon::Value value) {
    const Classified classified = classify(value);
    if (classified.kind) {
      items.push_back({*classified.kind, value});
      return true;
    }
    const std::size_t offset_bytes = canon::find_node_offset(input.text, value.index());
    error = Error{classified.refusal, canon::place_at(input.text, offset_bytes),
                  classified.refusal == ErrorCode::not_a_bundle
                      ? "this says it is a bundle, a state or a list of keys, and is no bundle"
                      : "this is neither an event nor a bundle nor an array of them"};
    return false;
  };
  if (root.is_array() && !input.is_line) {
    for (const canon::Value value : canon::Elements(root)) {
      if (!take(value)) {
        break;
      }
    }
  } else {
    take(root);
  }
  if (error) {
    return *std::move(error);
  }
  return items;
}

}  // namespace pith::engine
