#ifndef PITH_CLI_TERMINAL_H
#define PITH_CLI_TERMINAL_H

#include <stdexcept>
#include <string>
#include <string_view>

#include "pith/result.h"

namespace pith::cli {

/// `--color`
enum class ColorMode { automatic, always, never };

/// Standard output and standard error. Data goes to the first, everything else to the second.
class Terminal {
 public:
  explicit Terminal(ColorMode color);

  /// Writes bytes to standard output as they are. Throws OutputFailure where they cannot be written.
  void write(std::string_view bytes) const;

  /// Writes a line to standard error.
  void say(std::string_view line) const;

  /// One refused input: `FILE:LINE:COLUMN: CODE: explanation`.
  void refuse(std::string_view file, const Error& error) const;

  /// A refusal of no file in particular: `pith-merge: CODE: explanation`.
  void refuse(const Error& error) const;

  bool output_is_terminal() const { return output_is_terminal_; }

  /// A text in green or red, if colours are wanted.
  std::string good(std::string_view text) const { return paint(text, "\x1b[32m"); }
  std::string bad(std::string_view text) const { return paint(text, "\x1b[31m"); }

 private:
  std::string paint(std::string_view text, std::string_view color) const;

  bool output_is_terminal_;
  bool uses_color_;
};

/// Standard output is closed or full.
class OutputFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A text from outside, safe to show: control characters, what is invisible and what turns the direction of
/// writing as escapes; bytes that are not UTF-8 replaced.
std::string printable(std::string_view text);

/// Bytes as UTF-8, with U+FFFD for each that is not: file names need not be.
std::string to_utf8(std::string_view bytes);

}  // namespace pith::cli

#endif
