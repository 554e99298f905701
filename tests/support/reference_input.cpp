#include "tests/support/reference_input.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tests/support/reference_event.h"

namespace pith::tests::reference {
namespace {

// SPEC 1.4: white space is space, tab, line feed and carriage return, and nothing else.
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_space);
}

/// The offset of the first byte from `offset` on that is not white space.
std::size_t skip_space(std::string_view text, std::size_t offset) {
  while (offset < text.size() && is_space(text[offset])) {
    ++offset;
  }
  return offset;
}

/// Where the string ends that begins at `offset`: after its closing quote, or at the end of the text.
std::size_t end_of_string(std::string_view text, std::size_t offset) {
  ++offset;
  while (offset < text.size() && text[offset] != '"') {
    offset += text[offset] == '\\' ? 2U : 1U;
  }
  return std::min(offset + 1, text.size());
}

// SPEC 11: a whole JSON object is one whose brackets match from the first byte to the last; white space around it and
// brackets in strings do not count; its inside may still be refused.
bool is_whole_object(std::string_view line) {
  std::size_t offset = skip_space(line, 0);
  if (offset == line.size() || line[offset] != '{') {
    return false;
  }
  std::string expected;  // the closing brackets that are still to come, the next one last
  do {
    const char c = line[offset];
    if (c == '"') {
      offset = end_of_string(line, offset);
      continue;
    }
    if (c == '{' || c == '[') {
      expected += c == '{' ? '}' : ']';
    } else if (c == '}' || c == ']') {
      if (expected.back() != c) {
        return false;
      }
      expected.pop_back();
    }
    ++offset;
  } while (!expected.empty() && offset < line.size());
  return expected.empty() && is_blank(line.substr(offset));
}

/// A line ends at a line feed, and nowhere else. The line feed is not part of it.
std::vector<InputDocument> lines_of(std::string_view input) {
  std::vector<InputDocument> lines = {{"", 0, 1, true}};
  for (std::size_t offset = 0; offset < input.size(); ++offset) {
    InputDocument& last = lines.back();
    if (input[offset] == '\n') {
      lines.push_back({"", offset + 1, last.line + 1, true});
    } else {
      last.text = input.substr(last.offset_bytes, offset + 1 - last.offset_bytes);
    }
  }
  return lines;
}

// The functions that follow find the places of values, which Json does not know. They need JSON without a fault.

std::size_t end_of_value(std::string_view text, std::size_t offset) {
  if (text[offset] == '"') {
    return end_of_string(text, offset);
  }
  if (text[offset] != '{' && text[offset] != '[') {
    return std::min(text.find_first_of(" \t\r\n,]}", offset), text.size());
  }
  std::size_t open_count = 0;
  do {
    const char c = text[offset];
    open_count += c == '{' || c == '[' ? 1U : 0U;
    open_count -= c == '}' || c == ']' ? 1U : 0U;
    offset = c == '"' ? end_of_string(text, offset) : offset + 1;
  } while (open_count > 0);
  return offset;
}

/// An element of an array, or a member of an object with its key.
struct Child {
  std::string key;
  std::size_t offset_bytes = 0;  // where its value begins
};

/// The children of the array or object that begins at `offset`.
std::vector<Child> children_of(std::string_view text, std::size_t offset) {
  const bool is_object = text[offset] == '{';
  std::vector<Child> children;
  offset = skip_space(text, offset + 1);
  while (text[offset] != '}' && text[offset] != ']') {
    Child child;
    if (is_object) {
      const std::size_t end = end_of_string(text, offset);
      child.key = read(text.substr(offset, end - offset))->text;
      const std::size_t colon = skip_space(text, end);
      offset = skip_space(text, colon + 1);
    }
    child.offset_bytes = offset;
    children.push_back(child);
    offset = skip_space(text, end_of_value(text, offset));
    offset = text[offset] == ',' ? skip_space(text, offset + 1) : offset;
  }
  return children;
}

std::size_t offset_of_member(std::string_view text, std::size_t object_offset, std::string_view key) {
  for (const Child& child : children_of(text, object_offset)) {
    if (child.key == key) {
      return child.offset_bytes;
    }
  }
  return object_offset;
}

// SPEC 9.1.
bool is_bundle(const Json& value) {
  const Json* const events = value.find("events");
  return value.find_string("bundle_type") == "pith_open_graph_bundle" && value.find_string("pith_number") &&
         events != nullptr && events->kind == Json::Kind::array;
}

// SPEC 2.2: `pith:YYYY:` and 26 characters of base32.
bool has_pith_number_form(std::string_view text) {
  constexpr std::string_view form = "pith:0000:AAAAAAAAAAAAAAAAAAAAAAAAAA";
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char kind) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    return kind == '0' ? c >= '0' && c <= '9' : kind == 'A' ? is_upper || (c >= '2' && c <= '7') : c == kind;
  });
}

// SPEC 9.5, the table, except for the form of a pith_number: the first row that fits.
std::optional<std::string> refusal_of(const Json& value) {
  if (!value.is_object()) {
    return "not_an_event";
  }
  if (is_bundle(value) || value.find("event_type") != nullptr) {
    return std::nullopt;
  }
  if (value.find("bundle_type") != nullptr || value.find("state_type") != nullptr ||
      value.find("public_keys") != nullptr) {
    return "not_a_bundle";
  }
  return std::nullopt;
}

/// The values of a document, each with its offset. Needs the document's text and what it is as JSON.
std::vector<std::pair<Json, std::size_t>> values_of(const InputDocument& document, const Json& root) {
  const std::size_t begin = skip_space(document.text, 0);
  // A line of NDJSON is always one value, even if it is an array.
  if (document.is_line || root.kind != Json::Kind::array) {
    return {{root, begin}};
  }
  std::vector<std::pair<Json, std::size_t>> values;
  for (const Child& child : children_of(document.text, begin)) {
    values.emplace_back(root.items[values.size()], child.offset_bytes);
  }
  return values;
}

/// Adds what is in a document, or returns the one fault for which it is refused, with its offset in the document.
std::optional<InputRefusal> read_document(const InputDocument& document, const FindJsonFault& find_json_fault,
                                          std::vector<InputValue>& taken) {
  // 1. a fault of JSON
  const std::optional<Json> root = read(document.text);
  if (!root) {
    return find_json_fault(document.text);
  }
  const std::vector<std::pair<Json, std::size_t>> values = values_of(document, *root);
  // 2. a value that the table refuses, except for the form of a `pith_number`
  for (const auto& [value, offset] : values) {
    if (const std::optional<std::string> code = refusal_of(value)) {
      return InputRefusal{*code, offset};
    }
  }
  // 3. a `pith_number` that does not have the form
  for (const auto& [value, offset] : values) {
    if (is_bundle(value) && !has_pith_number_form(*value.find_string("pith_number"))) {
      return InputRefusal{"not_a_bundle", offset_of_member(document.text, offset, "pith_number")};
    }
  }
  for (const auto& [value, offset] : values) {
    taken.push_back({value, is_bundle(value)});
  }
  return std::nullopt;
}

}  // namespace

std::vector<InputDocument> documents_of(std::string_view input) {
  std::vector<InputDocument> lines = lines_of(input);
  std::erase_if(lines, [](const InputDocument& line) { return is_blank(line.text); });
  // NDJSON: the first line that is not blank is a whole JSON object, and another line after it is not blank.
  if (lines.size() >= 2 && is_whole_object(lines[0].text)) {
    return lines;
  }
  return {{input, 0, 1, false}};
}

std::string line_and_column(std::string_view input, std::size_t offset_bytes) {
  const std::string_view before = input.substr(0, offset_bytes);
  std::size_t column = 1;
  while (column <= before.size() && before[before.size() - column] != '\n') {
    ++column;
  }
  return std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ":" + std::to_string(column);
}

InputReading read_input(std::string_view input, const FindJsonFault& find_json_fault) {
  InputReading reading;
  for (const InputDocument& document : documents_of(input)) {
    if (std::optional<InputRefusal> refusal = read_document(document, find_json_fault, reading.taken)) {
      refusal->offset_bytes += document.offset_bytes;
      reading.refusals.push_back(*std::move(refusal));
    }
  }
  return reading;
}

std::set<std::string> subjects_of(const std::vector<InputValue>& taken) {
  const Checker no_keys("", {});
  std::set<std::string> of_bundles, of_events;
  for (const InputValue& value : taken) {
    const std::string name = value.is_bundle ? *value.json.find_string("pith_number")
                                             : value.json.find_string("subject_pith_number").value_or("");
    if (value.is_bundle) {
      of_bundles.insert(name);
    } else if (has_pith_number_form(name) && no_keys.check(write(value.json)).reason != "malformed") {
      of_events.insert(name);
    }
  }
  return of_bundles.empty() ? of_events : of_bundles;
}

}  // namespace pith::tests::reference
