#include "cli/terminal.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace pith::cli {
namespace {

/// https://no-color.org: set and not empty. A dumb terminal has no colours either.
bool environment_forbids_color() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return (no_color != nullptr && *no_color != '\0') || terminal == nullptr || std::string_view(terminal) == "dumb";
}

void append_escape(std::string& out, std::uint32_t code_point) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    out += hex_digits[(code_point >> shift) & 15];
  }
}

/// U+0080 to U+009F, U+200E, U+200F, U+2028 to U+202E and U+2066 to U+2069 at the front of a text, as a code
/// point; 0 for anything else.
std::uint32_t unsafe_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U; };
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) {
    return byte(1);
  }
  if (byte(0) != 0xE2 || (byte(1) != 0x80 && byte(1) != 0x81)) {
    return 0;
  }
  const std::uint32_t code_point = 0x2000 + ((byte(1) - 0x80) << 6) + (byte(2) - 0x80);
  const bool is_unsafe = code_point == 0x200E || code_point == 0x200F ||
                         (code_point >= 0x2028 && code_point <= 0x202E) ||
                         (code_point >= 0x2066 && code_point <= 0x2069);
  return is_unsafe ? code_point : 0;
}

}  // namespace

Terminal::Terminal(ColorMode color)
    : output_is_terminal_(isatty(STDOUT_FILENO) == 1),
      uses_color_(color == ColorMode::always ||
                  (color == ColorMode::automatic && output_is_terminal_ && !environment_forbids_color())) {}

void Terminal::write(std::string_view bytes) const {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size() || std::fflush(stdout) != 0) {
    throw OutputFailure("standard output cannot be written");
  }
}

void Terminal::say(std::string_view line) const {
  const std::string text = std::string(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Terminal::refuse(std::string_view file, const Error& error) const {
  say(printable(file) + ":" + std::to_string(error.place.line) + ":" + std::to_string(error.place.column) + ": " +
      std::string(name(error.code)) + ": " + printable(error.explanation));
}

void Terminal::refuse(ErrorCode code, std::string_view explanation) const {
  say("pith-merge: " + std::string(name(code)) + ": " + printable(explanation));
}

std::string Terminal::paint(std::string_view text, std::string_view color) const {
  return uses_color_ ? std::string(color) + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte < 0x20 || byte == 0x7F) {
      append_escape(out, byte);
    } else if (const std::uint32_t code_point = unsafe_code_point(text.substr(i))) {
      append_escape(out, code_point);
      i += code_point > 0xFF ? 2 : 1;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace pith::cli
