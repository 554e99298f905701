#include "cli/json_writer.h"

#include "canon/write.h"

namespace pith::cli {

void JsonWriter::separate() {
  if (needs_comma_) {
    text_ += ',';
  }
  needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
  text_ += bracket;
  needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
  separate();
  canon::append_string(text_, name);
  text_ += ':';
  needs_comma_ = false;
}

void JsonWriter::string(std::string_view text) {
  separate();
  canon::append_string(text_, text);
}

void JsonWriter::string_or_null(const std::optional<std::string>& text) {
  if (text) {
    string(*text);
  } else {
    separate();
    text_ += "null";
  }
}

void JsonWriter::boolean(bool value) {
  separate();
  text_ += value ? "true" : "false";
}

}  // namespace pith::cli
