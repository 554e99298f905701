// SPEC 9.5: what an input holds. It does not say its format, so its first line decides whether it is NDJSON.
//
// Example: `{..}` LF `{..}` is NDJSON with two documents. Counter-example: an object that is spread over several lines
// is one document: its first line is not a whole object. What is wrong inside a line does not matter here, only its
// brackets do, so that a fault in the first line cannot change how the rest is read.
//
// Linear. Its tests are tests/input_test.cpp, tests/input_properties_test.cpp and the vectors in tests/vectors/input.

#include "engine/bundles/split_input.h"

#include <algorithm>
#include <iterator>

#include "canon/lexer.h"
#include "engine/bundles/bundle_view.h"
#include "engine/events/event_content.h"

namespace pith::engine {
namespace {

std::string explain(ErrorCode code, canon::Value value) {
  if (code != ErrorCode::not_a_bundle) {
    return "this is not an event, a bundle or an array of these";
  }
  const DocumentKind kind = describe_document(value);
  return kind.name.empty() ? "this has a bundle_type, but not the form of a bundle: " + std::string(bundle_form)
                           : kind.explain_instead_of("a bundle");
}

/// The values of a document that may be items: the elements of an array, or the document itself.
std::vector<canon::Value> list_values(canon::Value root, bool is_line) {
  if (!root.is_array() || is_line) {
    return {root};
  }
  std::vector<canon::Value> values;
  for (const canon::Value value : canon::Elements(root)) {
    values.push_back(value);
  }
  return values;
}

}  // namespace

Place InputDocument::in_input(const Place& place) const {
  return {offset_bytes + place.offset_bytes, line + place.line - 1, place.column};
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::vector<InputDocument> split_input(std::string_view input) {
  std::vector<InputDocument> lines;
  std::size_t line_number = 1;
  for (std::size_t begin = 0; begin < input.size(); ++line_number) {
    const std::size_t end = std::min(input.find('\n', begin), input.size());
    const std::string_view line = input.substr(begin, end - begin);
    if (!is_blank(line)) {
      const bool is_first = lines.empty();
      if (is_first && (is_blank(input.substr(end)) || !canon::is_whole_object(line))) {
        break;
      }
      lines.push_back({line, begin, line_number, true});
    }
    begin = end + 1;
  }
  if (lines.empty()) {
    return {{input, 0, 1, false}};
  }
  return lines;
}

DocumentKind describe_document(canon::Value root) {
  if (!root.is_object()) {
    return {};
  }
  if (is_bundle(root)) {
    return {"a bundle", "pith-merge verify and merge take it"};
  }
  if (root.find("event_type")) {
    const bool has_envelope = std::any_of(envelope_members.begin(), envelope_members.end(),
                                          [&](std::string_view member) { return root.find(member).has_value(); });
    return has_envelope ? DocumentKind{"an event", "pith-merge merge, explain and would-fork take it"}
                        : DocumentKind{"a draft of an event", "pith-merge would-fork and sign take it"};
  }
  struct Mark {
    std::string_view member;
    DocumentKind kind;
  };
  static constexpr Mark marks[] = {
      {"state_type", {"a state document", "pith-merge diff compares it"}},
      {"manifest_type", {"a list that a mirror keeps for itself", ""}},
      {"public_keys", {"a list of keys", "give it with --keys"}},
      {"public_key_b64", {"a key entry", "give it with --keys"}},
  };
  const auto mark = std::find_if(std::begin(marks), std::end(marks),
                                 [&](const Mark& candidate) { return root.find(candidate.member).has_value(); });
  if (mark != std::end(marks)) {
    return root.find("bundle_type") ? DocumentKind{} : mark->kind;
  }
  const std::string_view format = root.find_string("format").value_or("");
  if (format == evidence_format) {
    return {"evidence", "pith-merge verify checks it"};
  }
  return format.starts_with("pith-merge.") ? DocumentKind{"a report of pith-merge", ""} : DocumentKind{};
}

std::string DocumentKind::explain_instead_of(std::string_view expected) const {
  std::string text = "this is " + std::string(name) + ", not " + std::string(expected);
  if (!advice.empty()) {
    text += ": ";
    text += advice;
  }
  return text;
}

Result<std::vector<Item>> list_items(canon::Value root, const InputDocument& document) {
  std::vector<Item> items;
  for (const canon::Value value : list_values(root, document.is_line)) {
    const Result<ItemKind, ErrorCode> kind = classify(value);
    if (!kind) {
      const std::size_t offset_bytes = canon::find_node_offset(document.text, value.index());
      return Error{kind.error(), canon::place_at(document.text, offset_bytes), explain(kind.error(), value)};
    }
    items.push_back({*kind, value});
  }
  return items;
}

}  // namespace pith::engine
