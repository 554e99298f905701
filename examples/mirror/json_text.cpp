#include "examples/mirror/json_text.h"

#include <cstddef>

namespace mirror {
namespace {

/// The end of the string that begins at `begin`.
std::size_t end_of_string(std::string_view json, std::size_t begin) {
  std::size_t i = begin + 1;
  while (json[i] != '"') {
    i += json[i] == '\\' ? 2U : 1U;
  }
  return i + 1;
}

/// The end of the value that begins at `begin`, in an array or an object.
std::size_t end_of_value(std::string_view json, std::size_t begin) {
  std::size_t depth = 0;
  std::size_t i = begin;
  do {
    const char character = json[i];
    if (character == '"') {
      i = end_of_string(json, i);
      continue;
    }
    if (character == '[' || character == '{') {
      ++depth;
    } else if (character == ']' || character == '}') {
      --depth;
    }
    ++i;
  } while (depth > 0 || (json[i] != ',' && json[i] != ']' && json[i] != '}'));
  return i;
}

}  // namespace

bool is_object(std::string_view json) noexcept {
  return json.starts_with('{');
}

bool is_array(std::string_view json) noexcept {
  return json.starts_with('[');
}

bool is_string(std::string_view json) noexcept {
  return json.starts_with('"');
}

void for_each_element(std::string_view array, const std::function<void(std::string_view element)>& take) {
  for (std::size_t i = 1; i + 1 < array.size(); ++i) {  // past the bracket or the comma
    const std::size_t end = end_of_value(array, i);
    take(array.substr(i, end - i));
    i = end;
  }
}

std::vector<Member> members_of(std::string_view object) {
  std::vector<Member> members;
  for (std::size_t i = 1; i + 1 < object.size(); ++i) {
    const std::size_t colon = end_of_string(object, i);
    const std::size_t end = end_of_value(object, colon + 1);
    members.push_back({object.substr(i, colon - i), object.substr(colon + 1, end - colon - 1)});
    i = end;
  }
  return members;
}

std::optional<std::string_view> find(const std::vector<Member>& members, std::string_view key) {
  for (const Member& member : members) {
    if (member.key == key) {
      return member.value;
    }
  }
  return std::nullopt;
}

std::string write_object(const std::vector<Member>& members) {
  std::string json = "{";
  for (const Member& member : members) {
    json += json.size() > 1 ? "," : "";
    json += member.key;
    json += ':';
    json += member.value;
  }
  return json + "}";
}

std::string quote(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string json = "\"";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20) {
      json += {'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 0xFU]};
    } else {
      json += character == '"' || character == '\\' ? "\\" : "";
      json += character;
    }
  }
  return json + '"';
}

}  // namespace mirror
