#include "cli/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "canon/text.h"
#include "cli/descriptor.h"

namespace pith::cli {
namespace {

/// https://no-color.org: NO_COLOR is set and not empty. A dumb terminal has no colours either.
bool environment_forbids_color() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return (no_color != nullptr && *no_color != '\0') || terminal == nullptr || std::string_view(terminal) == "dumb";
}

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// Whether a terminal would obey the character, or a reader could not see it.
constexpr bool is_unsafe(std::uint32_t code_point) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  constexpr Range ranges[] = {
      {0x00, 0x1F},       {0x7F, 0x9F},      // control characters
      {0xAD, 0xAD},       {0x61C, 0x61C},    // soft hyphen, Arabic letter mark
      {0x180E, 0x180E},   {0x200B, 0x200F},  // invisible, and direction marks
      {0x2028, 0x202E},   {0x2060, 0x206F},  // separators, embeddings, isolates, invisible operators
      {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},  // byte order mark, annotations
      {0xE0000, 0xE0FFF},                    // tags and variation selectors
  };
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return code_point >= range.first && code_point <= range.last; });
}

/// The code point of one UTF-8 sequence.
std::uint32_t decode(std::string_view sequence) {
  const auto first = static_cast<std::uint8_t>(sequence[0]);
  std::uint32_t code_point = sequence.size() == 1 ? first : first & (0x7FU >> sequence.size());
  for (const char next : sequence.substr(1)) {
    code_point = (code_point << 6) | (static_cast<std::uint8_t>(next) & 0x3FU);
  }
  return code_point;
}

void append_escape(std::string& out, std::uint32_t code_point) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  out += "\\u";
  if (code_point > 0xFFFF) {
    out += '{';
    out += hex_digits[(code_point >> 16) & 15];
  }
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    out += hex_digits[(code_point >> shift) & 15];
  }
  if (code_point > 0xFFFF) {
    out += '}';
  }
}

/// Calls `put` with each UTF-8 sequence of a text, and with the replacement character for each byte that does not begin
/// one.
template <class Put>
void for_each_sequence(std::string_view text, Put put) {
  while (!text.empty()) {
    const std::size_t size = canon::utf8_sequence_size(text);
    put(size == 0 ? replacement_character : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

}  // namespace

Terminal::Terminal(ColorMode color)
    : output_is_terminal_(isatty(STDOUT_FILENO) == 1),
      uses_color_(color == ColorMode::always ||
                  (color == ColorMode::automatic && output_is_terminal_ && !environment_forbids_color())) {}

void Terminal::write(std::string_view bytes) const {
  if (!write_all(STDOUT_FILENO, bytes)) {
    throw OutputFailure("cannot write to standard output");
  }
}

void Terminal::say(std::string_view line) const {
  static_cast<void>(write_all(STDERR_FILENO, std::string(line) + "\n"));
}

void Terminal::say_unfinished(std::string_view text) const {
  static_cast<void>(write_all(STDERR_FILENO, text));
}

std::string Terminal::paint(std::string_view text, std::string_view color) const {
  return uses_color_ ? std::string(color) + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string printable(std::string_view text) {
  std::string out;
  for_each_sequence(text, [&](std::string_view sequence) {
    const std::uint32_t code_point = decode(sequence);
    if (is_unsafe(code_point)) {
      append_escape(out, code_point);
    } else {
      out += sequence;
    }
  });
  return out;
}

std::string to_utf8(std::string_view bytes) {
  return canon::to_utf8(bytes);
}

}  // namespace pith::cli
