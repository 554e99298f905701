// Each format has bytes at a fixed offset that no JSON text has there. So valid JSON is never taken for something else,
// whatever it holds.
//
// Example: 1F 8B is gzip. Counter-example: "ustar" at offset 257 is not enough for a tar archive, because a string may
// say so. A zero byte before it is needed as well, and no JSON text has one.
//
// Cost: constant. Its test is tests/cli/test_formats.py.

#include "cli/byte_format.h"

#include <algorithm>
#include <iterator>

namespace pith::cli {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view first_bytes;
  std::string_view description;
};

constexpr std::string_view utf_16 =
    "this is UTF-16, and JSON is UTF-8: convert it first, for example with iconv -t UTF-8";
constexpr std::string_view utf_32 =
    "this is UTF-32, and JSON is UTF-8: convert it first, for example with iconv -t UTF-8";
constexpr std::string_view zip =
    "this is a zip archive, not JSON: unpack it first, for example with unzip; pith-merge audit reads it as it is";

// The first one that fits counts, so what is longer comes first.
constexpr Format formats[] = {
    {"\x1F\x8B"sv,
     "this is gzip data, not JSON: decompress it first, for example with gzip -dc; pith-merge audit reads it as it is"},
    {"\x28\xB5\x2F\xFD"sv,
     "this is zstd data, not JSON: decompress it first, for example with zstd -dc; pith-merge audit reads it as it is"},
    {"\xFD"
     "7zXZ\0"sv,
     "this is xz data, not JSON: decompress it first, for example with xz -dc; pith-merge audit reads it as it is"},
    {"BZh"sv,
     "this is bzip2 data, not JSON: decompress it first, or check it with pith-merge audit, for example with bzip2 "
     "-dc"},
    {"PK\x03\x04"sv, zip},
    {"PK\x05\x06"sv, zip},  // an empty archive
    {"7z\xBC\xAF\x27\x1C"sv, "this is a 7z archive, not JSON: unpack it first, for example with 7z x"},
    {"%PDF-"sv, "this is a PDF document, not JSON: was it downloaded from the right address?"},
    {"HTTP/"sv, "this begins with the headers of an HTTP response: download it again without them (curl without -i)"},
    {"-----BEGIN "sv, "this is PEM, not JSON: pith-merge sign --public prints the key entry of a key in PEM"},
    {"version https://git-lfs.github.com/"sv,
     "this is a pointer of Git LFS, not the file itself: get that first, with git lfs pull"},
    {"\xFF\xFE\0\0"sv, utf_32},
    {"\0\0\xFE\xFF"sv, utf_32},
    {"\xFF\xFE"sv, utf_16},
    {"\xFE\xFF"sv, utf_16},
};

bool is_tar(std::string_view bytes) {
  constexpr std::size_t magic_offset = 257;  // in the header of the first member, which begins with its name
  return bytes.size() > magic_offset && bytes.substr(magic_offset).starts_with("ustar") &&
         bytes.substr(0, magic_offset).find('\0') != std::string_view::npos;
}

/// Whether a JSON text may begin with this character.
bool may_begin_json(char character) {
  return " \t\n\r{[\"-0123456789tfn"sv.find(character) != std::string_view::npos;
}

/// Whether a JSON text begins here in units of two or four bytes. There is no byte-order mark, so its zero bytes tell.
bool is_wide(std::string_view bytes, std::string_view zeros) {
  const std::size_t unit = zeros.size() + 1;
  return bytes.size() >= unit && ((may_begin_json(bytes[0]) && bytes.substr(1).starts_with(zeros)) ||
                                  (bytes.starts_with(zeros) && may_begin_json(bytes[zeros.size()])));
}

/// Whether the first character that is not white space is `<`. A server's error page comes in place of a bundle.
bool is_markup(std::string_view bytes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  constexpr std::size_t white_space_max = 1000;  // more is not looked through
  bytes.remove_prefix(bytes.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  bytes = bytes.substr(0, white_space_max);
  const std::size_t first = bytes.find_first_not_of(" \t\n\r");
  return first != std::string_view::npos && bytes[first] == '<';
}

}  // namespace

std::string_view describe_format(std::string_view bytes) {
  const Format* const format = std::find_if(std::begin(formats), std::end(formats), [&](const Format& candidate) {
    return bytes.starts_with(candidate.first_bytes);
  });
  if (format != std::end(formats)) {
    return format->description;
  }
  if (is_tar(bytes)) {
    return "this is a tar archive, not JSON: unpack it first, for example with tar -xf; pith-merge audit reads it as "
           "it is";
  }
  if (is_markup(bytes)) {
    return "this is HTML or XML, not JSON: a server sends such a page if an address is wrong";
  }
  if (is_wide(bytes, "\0\0\0"sv)) {
    return utf_32;
  }
  return is_wide(bytes, "\0"sv) ? utf_16 : std::string_view();
}

Error explain_format(Error error, std::string_view format) {
  if (!format.empty()) {
    error.explanation = format;
  }
  return error;
}

}  // namespace pith::cli
