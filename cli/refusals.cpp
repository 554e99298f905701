#include "cli/refusals.h"

#include <cstdint>
#include <optional>
#include <span>

#include "canon/encoding.h"
#include "canon/text.h"

namespace pith::cli {
namespace {

/// An input that cannot be read has no lines, and neither have all inputs together.
bool has_place(const Error& error) {
  return error.code != ErrorCode::unreadable && error.place != no_place;
}

void write_error(JsonText& out, const Error& error) {
  const auto number_or_null = [&](std::size_t number) { has_place(error) ? out.number(number) : out.null(); };
  out.object({
      {"code", [&] { out.string(name(error.code)); }},
      {"line", [&] { number_or_null(error.place.line); }},
      {"column", [&] { number_or_null(error.place.column); }},
      {"explanation", [&] { out.string(to_utf8(error.explanation)); }},
  });
}

std::string write_refusal(std::string_view command, std::optional<std::string_view> file, const Error& error,
                          const std::function<void(JsonText&)>& write_more = {}) {
  canon::TextSink text;
  JsonText out(text);
  out.begin_object();
  out.key("format");
  out.string("pith-merge." + std::string(command) + ".v1");
  if (file) {
    out.key("file");
    write_file_name(out, *file);
  }
  out.key("ok");
  out.boolean(false);
  out.key("error");
  write_error(out, error);
  if (write_more) {
    write_more(out);
  }
  out.end_object();
  return text.text + "\n";
}

}  // namespace

void write_file_name(JsonText& out, std::string_view file) {
  out.string(to_utf8(file));
  if (!canon::is_utf8(file)) {
    out.key("file_bytes_b64");
    out.string(canon::encode_base64({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}));
  }
}

std::string describe_refusal(std::string_view file, const Error& error) {
  std::string line = printable(file) + ":";
  if (has_place(error)) {
    line += std::to_string(error.place.line) + ":" + std::to_string(error.place.column) + ":";
  }
  return line + " " + std::string(name(error.code)) + ": " + printable(error.explanation);
}

void Refusals::refuse(std::string_view file, const Error& error) const {
  terminal_.say(describe_refusal(file, error));
  report(file, error);
}

void Refusals::report(std::string_view file, const Error& error) const {
  if (json_) {
    terminal_.write(write_refusal(command_, file, error));
  }
}

void Refusals::refuse(const Error& error, const std::function<void(JsonText&)>& write_more) const {
  terminal_.say(describe_refusal("pith-merge", error));
  if (json_) {
    terminal_.write(write_refusal(command_, std::nullopt, error, write_more));
  }
}

}  // namespace pith::cli
