#include "cli/shell_word.h"

#include "cli/terminal.h"

namespace pith::cli {

std::string shell_word(std::string_view text) {
  constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+=@%";
  if (!text.empty() && text.find_first_not_of(safe) == std::string_view::npos) {
    return std::string(text);
  }
  std::string word = "'";
  for (const char character : text) {
    word += character == '\'' ? "'\\''" : std::string(1, character);
  }
  return word + "'";
}

std::string command_for(const std::string& file, const std::string& command) {
  if (file == "-" || printable(file) != file) {
    return command + ", with the same input";
  }
  return command + (file.starts_with('-') ? " -- " : " ") + shell_word(file);
}

}  // namespace pith::cli
