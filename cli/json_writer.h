#ifndef PITH_CLI_JSON_WRITER_H
#define PITH_CLI_JSON_WRITER_H

#include <optional>
#include <string>
#include <string_view>

namespace pith::cli {

/// Writes one JSON report, members in the order in which they are put. The caller balances the brackets.
class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// The key of the next value.
  void key(std::string_view name);

  void string(std::string_view text);
  void string_or_null(const std::optional<std::string>& text);
  void boolean(bool value);

  /// The report so far.
  const std::string& text() const { return text_; }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace pith::cli

#endif
