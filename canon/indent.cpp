#include "canon/indent.h"

#include "canon/printable.h"

namespace pith::canon {
namespace {

constexpr std::size_t indent_width = 2;

/// The size in bytes of the JSON string that a text begins with, quotes included.
std::size_t string_size(std::string_view text) {
  std::size_t i = 1;
  while (text[i] != '"') {
    i += text[i] == '\\' ? 2U : 1U;
  }
  return i + 1;
}

}  // namespace

std::string indent(std::string_view json_text, std::size_t bytes_max) {
  std::string out;
  std::size_t depth = 0;
  const auto new_line = [&] { out.append(1, '\n').append(depth * indent_width, ' '); };
  for (std::size_t i = 0; i < json_text.size() && out.size() <= bytes_max; ++i) {
    const char character = json_text[i];
    const bool is_empty_container = i + 1 < json_text.size() && (json_text[i + 1] == '}' || json_text[i + 1] == ']');
    switch (character) {
      case '"': {
        const std::size_t size = string_size(json_text.substr(i));
        out += printable(json_text.substr(i, size));
        i += size - 1;
        break;
      }
      case '{':
      case '[':
        out += character;
        if (is_empty_container) {
          out += json_text[++i];
        } else {
          ++depth;
          new_line();
        }
        break;
      case '}':
      case ']':
        --depth;
        new_line();
        out += character;
        break;
      case ',':
        out += character;
        new_line();
        break;
      case ':':
        out += ": ";
        break;
      default:
        out += character;
    }
  }
  return out;
}

}  // namespace pith::canon
