// The public functions of pith/canonical.h: parse, find the value, write it.

#include "pith/canonical.h"

#include "canon/parse.h"
#include "canon/pointer.h"
#include "canon/text.h"
#include "canon/write.h"

namespace pith {

Result<std::optional<std::string>> canonical_json_at(std::string_view json_text, std::string_view pointer) {
  const Result<canon::Document> document = canon::parse(json_text);
  if (!document) {
    return document.error();
  }
  const std::optional<canon::Value> value = canon::resolve_pointer(document->root(), pointer);
  if (!value) {
    return std::optional<std::string>();
  }
  std::string text;
  canon::append_canonical(text, *value);
  return std::optional(std::move(text));
}

Result<std::string> canonical_json(std::string_view json_text) {
  Result<std::optional<std::string>> text = canonical_json_at(json_text, "");
  if (!text) {
    return text.error();
  }
  return *std::move(*text);
}

bool is_json_pointer(std::string_view text) noexcept {
  return canon::is_pointer(text);
}

bool is_utf8(std::string_view bytes) noexcept {
  return canon::is_utf8(bytes);
}

}  // namespace pith
