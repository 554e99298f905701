#ifndef PITH_CLI_REFUSALS_H
#define PITH_CLI_REFUSALS_H

// What the program says about an input that it refuses: a line on standard error, and with --json an object on
// standard output.

#include <functional>
#include <string>
#include <string_view>

#include "canon/json_writer.h"
#include "cli/terminal.h"
#include "pith/result.h"

namespace pith::cli {

using JsonText = canon::JsonWriter<canon::TextSink>;

/// Writes the value of a report's member "file". If the name is not UTF-8, it has U+FFFD in place of the bytes that are
/// not, and the member "file_bytes_b64" follows: the name's bytes in base64. Two files never have equal members.
/// Needs a writer that has written the key "file".
void write_file_name(JsonText& out, std::string_view file);

/// `FILE:LINE:COLUMN: CODE: explanation`, safe to show. Without line and column if the refusal has no place in the
/// file, as when it cannot be read.
std::string describe_refusal(std::string_view file, const Error& error);

/// How a command refuses inputs. Each function throws what Terminal::write() throws. For one thread at a time.
class Refusals {
 public:
  /// The `command` is a name, such as "verify". Needs a terminal that outlives the object.
  Refusals(std::string_view command, bool json, const Terminal& terminal)
      : command_(command), json_(json), terminal_(terminal) {}

  /// Says why an input is refused, in both forms. The object is `{"format", "file", "ok": false, "error": {"code",
  /// "line", "column", "explanation"}}`; line and column are null if the refusal has no place in the file.
  void refuse(std::string_view file, const Error& error) const;

  /// The same with --json, and nothing without it: for inputs that a text only counts.
  void report(std::string_view file, const Error& error) const;

  /// Says why all inputs together are refused. The object has no "file". `write_more`, unless empty, writes members
  /// after "error".
  void refuse(const Error& error, const std::function<void(JsonText&)>& write_more = {}) const;

  std::string_view command() const { return command_; }
  const Terminal& terminal() const { return terminal_; }

 private:
  std::string_view command_;
  bool json_;
  const Terminal& terminal_;
};

}  // namespace pith::cli

#endif
