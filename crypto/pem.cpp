#include "crypto/pem.h"

#include <algorithm>

#include "canon/encoding.h"

namespace pith::crypto {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view last_mark = "-----";

/// DER begins with the tag of a SEQUENCE.
constexpr char der_first_byte = 0x30;

/// Where a text has this mark at the start of a line.
std::size_t find_line(std::string_view text, std::string_view mark) {
  std::size_t offset = text.find(mark);
  while (offset != std::string_view::npos && offset > 0 && text[offset - 1] != '\n') {
    offset = text.find(mark, offset + 1);
  }
  return offset;
}

Result<SecretBytes, KeyFileFault> decode(std::string_view lines) {
  SecretBytes base64(lines.size());
  for (const char character : lines) {
    if (character != '\n' && character != '\r') {
      base64.push_back(character);
    }
  }
  const std::string_view text = base64.text();
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  if (text.empty() || text.size() % 4 != 0) {
    return KeyFileFault::damaged;
  }
  SecretBytes bytes(text.size() / 4 * 3);
  bytes.resize(text.size() / 4 * 3 - padding);
  if (!canon::decode_base64(text, bytes.room().first(bytes.bytes().size()))) {
    return KeyFileFault::damaged;
  }
  return bytes;
}

}  // namespace

Result<PemBlock, KeyFileFault> read_pem(std::string_view text) {
  const std::size_t begin = find_line(text, begin_mark);
  if (begin == std::string_view::npos) {
    return text.starts_with(der_first_byte) ? KeyFileFault::der : KeyFileFault::not_pem;
  }
  std::string_view rest = text.substr(begin + begin_mark.size());
  const std::string_view first_line = rest.substr(0, rest.find('\n'));
  const std::size_t label_size = first_line.find(last_mark);
  if (label_size == std::string_view::npos) {
    return first_line.size() == rest.size() ? KeyFileFault::truncated : KeyFileFault::damaged;
  }
  const std::string_view label = rest.substr(0, label_size);
  rest.remove_prefix(std::min(first_line.size() + 1, rest.size()));
  const std::size_t end = find_line(rest, end_mark);
  const std::string_view last_line = end == std::string_view::npos ? "" : rest.substr(end + end_mark.size());
  if (last_line.size() < label_size + last_mark.size()) {
    return KeyFileFault::truncated;
  }
  if (!last_line.starts_with(label) || !last_line.substr(label_size).starts_with(last_mark)) {
    return KeyFileFault::damaged;
  }
  Result<SecretBytes, KeyFileFault> bytes = decode(rest.substr(0, end));
  if (!bytes) {
    // Another kind of block may have lines that are not base64. Then its label says more.
    return label.ends_with("PRIVATE KEY") && label != "PRIVATE KEY" && label != "ENCRYPTED PRIVATE KEY"
               ? Result<PemBlock, KeyFileFault>(PemBlock{label, SecretBytes(0)})
               : bytes.error();
  }
  return PemBlock{label, *std::move(bytes)};
}

}  // namespace pith::crypto
