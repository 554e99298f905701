#include "cli/terminal.h"

#include <unistd.h>

#include <cstdlib>

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

std::string to_utf8(std::string_view bytes) {
  return canon::to_utf8(bytes);
}

}  // namespace pith::cli
