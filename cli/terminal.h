#ifndef PITH_CLI_TERMINAL_H
#define PITH_CLI_TERMINAL_H

// What the program writes: to which stream, in which form, with or without colours, and safe to show.

#include <stdexcept>
#include <string>
#include <string_view>

#include "canon/printable.h"

namespace pith::cli {

/// The value of `--color`.
enum class ColorMode { automatic, always, never };

/// Standard output, for data, and standard error, for everything else.
class Terminal {
 public:
  explicit Terminal(ColorMode color);

  /// Writes bytes to standard output as they are. Waits if that is full. Throws OutputFailure if they cannot be
  /// written.
  void write(std::string_view bytes) const;

  /// Writes a line to standard error. Waits if that is full; does nothing if it cannot be written.
  void say(std::string_view line) const;

  /// Writes text without a newline to standard error, as say() does.
  void say_unfinished(std::string_view text) const;

  bool output_is_terminal() const { return output_is_terminal_; }

  /// A text in green or red, if colours are wanted.
  std::string good(std::string_view text) const { return paint(text, "\x1b[32m"); }
  std::string bad(std::string_view text) const { return paint(text, "\x1b[31m"); }

 private:
  std::string paint(std::string_view text, std::string_view color) const;

  bool output_is_terminal_;
  bool uses_color_;
};

/// Standard output cannot be written: it is closed, or the disk is full.
class OutputFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using canon::printable;

/// Bytes, such as a file name, as UTF-8: each byte that is not UTF-8 becomes U+FFFD.
std::string to_utf8(std::string_view bytes);

}  // namespace pith::cli

#endif
