// The digest of a mirror: a set of lines, and hashes over them.
//
// Idea: a line is packed into 49 bytes, whose order is the order of the lines of one group: the year (2 bytes), the
// suffix without the prefix that the group shares (24 base32 characters, 15 bytes), and the hash (32 bytes). In ASCII
// the digits 2 to 7 come before A to Z, so they have the smaller values here, unlike in RFC 4648.
//
// Example: the line `pith:2021:AB... 00...` is in the group AB, and its first two bytes are 07 E5.
// Counter-example: two states of one record are two lines. Both are in the digest, since both bundles hold.
//
// Its test is tests/mirror_digest_test.cpp, which compares it with a std::set of texts.

#include "pith/mirror_digest.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "canon/encoding.h"
#include "canon/lexer.h"
#include "containers/packed_set.h"
#include "crypto/sha256.h"
#include "engine/records/record_identity.h"

namespace pith {
namespace {

// `pith:YYYY:` and 26 characters (SPEC 2.2), a space, 64 digits and a newline.
constexpr std::size_t year_begin = 5;
constexpr std::size_t year_digits = 4;
constexpr std::size_t suffix_begin = 10;
constexpr std::size_t prefix_characters = 2;
constexpr std::size_t packed_begin = suffix_begin + prefix_characters;
constexpr std::size_t packed_characters = 24;
constexpr std::size_t number_size_bytes = packed_begin + packed_characters;
constexpr std::size_t hash_digits = 64;
constexpr std::size_t line_size_bytes = number_size_bytes + 1 + hash_digits + 1;
constexpr std::size_t group_line_size_bytes = prefix_characters + 1 + hash_digits + 1;

constexpr std::size_t year_size_bytes = 2;
constexpr std::size_t packed_size_bytes = packed_characters * 5 / 8;
constexpr std::size_t hash_begin = year_size_bytes + packed_size_bytes;
constexpr std::size_t item_size_bytes = hash_begin + hash_digits / 2;
constexpr std::size_t group_count = 32 * 32;

using LineSet = containers::PackedSet<item_size_bytes>;
using Item = LineSet::Item;

constexpr std::string_view alphabet = "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ";  // in byte order

constexpr bool is_base32_character(char character) {
  return (character >= '2' && character <= '7') || (character >= 'A' && character <= 'Z');
}
/// Needs a character of the alphabet.
constexpr unsigned value_of(char character) {
  return static_cast<unsigned>(character <= '7' ? character - '2' : character - 'A' + 6);
}

struct PackedLine {
  std::size_t group;
  Item item;
};

/// Needs a text of the form of a Pith Number.
PackedLine pack(std::string_view pith_number, const Sha256Digest& hash) {
  PackedLine line;
  unsigned year = 0;
  for (const char digit : pith_number.substr(year_begin, year_digits)) {
    year = year * 10 + static_cast<unsigned>(digit - '0');
  }
  line.item[0] = static_cast<std::uint8_t>(year >> 8);
  line.item[1] = static_cast<std::uint8_t>(year & 0xFF);
  line.group = value_of(pith_number[suffix_begin]) * std::size_t{32} + value_of(pith_number[suffix_begin + 1]);
  std::size_t out = year_size_bytes;
  for (std::size_t i = packed_begin; i < number_size_bytes; i += 8) {  // eight characters are five bytes
    std::uint64_t bits = 0;
    for (const char character : pith_number.substr(i, 8)) {
      bits = bits << 5 | value_of(character);
    }
    for (int shift = 32; shift >= 0; shift -= 8) {
      line.item[out++] = static_cast<std::uint8_t>(bits >> shift & 0xFF);
    }
  }
  std::copy(hash.bytes.begin(), hash.bytes.end(), line.item.begin() + hash_begin);
  return line;
}

std::string prefix_of(std::size_t group) {
  return {alphabet[group / 32], alphabet[group % 32]};
}

using LineText = std::array<char, line_size_bytes>;

LineText unpack(std::size_t group, const Item& item) {
  LineText text;
  char* out = text.data();
  const auto put = [&](std::string_view part) { out = std::copy(part.begin(), part.end(), out); };
  put("pith:");
  const unsigned year = static_cast<unsigned>(item[0]) << 8 | item[1];
  for (const unsigned unit : {1000U, 100U, 10U, 1U}) {
    *out++ = static_cast<char>('0' + year / unit % 10);
  }
  put(":");
  put(prefix_of(group));
  for (std::size_t i = year_size_bytes; i < hash_begin; i += 5) {
    std::uint64_t bits = 0;
    for (std::size_t j = i; j < i + 5; ++j) {
      bits = bits << 8 | item[j];
    }
    for (int shift = 35; shift >= 0; shift -= 5) {
      *out++ = alphabet[bits >> shift & 31];
    }
  }
  put(" ");
  canon::encode_hex({item.data() + hash_begin, item.size() - hash_begin}, {out, hash_digits});
  out += hash_digits;
  put("\n");
  return text;
}

/// A line of lines(), with its newline.
std::optional<std::pair<std::string_view, Sha256Digest>> read_line(std::string_view line) {
  Sha256Digest hash;
  const bool ok = line.size() == line_size_bytes && line.back() == '\n' && line[number_size_bytes] == ' ' &&
                  engine::has_pith_number_form(line.substr(0, number_size_bytes)) &&
                  canon::decode_hex(line.substr(number_size_bytes + 1, hash_digits), hash.bytes);
  return ok ? std::optional(std::pair(line.substr(0, number_size_bytes), hash)) : std::nullopt;
}

std::optional<MirrorDigest::Group> read_group_line(std::string_view line) {
  MirrorDigest::Group group;
  const bool ok = line.size() == group_line_size_bytes && line.back() == '\n' && is_base32_character(line[0]) &&
                  is_base32_character(line[1]) && line[prefix_characters] == ' ' &&
                  canon::decode_hex(line.substr(prefix_characters + 1, hash_digits), group.sha256.bytes);
  group.prefix = line.substr(0, prefix_characters);
  return ok ? std::optional(std::move(group)) : std::nullopt;
}

Error not_a_line(std::string_view text, std::size_t offset_bytes, std::string explanation) {
  return {ErrorCode::not_a_verdict, canon::place_at(text, offset_bytes), std::move(explanation)};
}

}  // namespace

struct MirrorDigest::Lines {
  std::array<LineSet, group_count> groups;
  std::size_t count = 0;

  void add(std::size_t group, const Item& item) {
    if (groups[group].insert(item)) {
      ++count;
    }
  }

  /// Calls `visit(group, set)` for each group that has lines, in byte order of the prefixes.
  template <class Visit>
  void for_each_group(Visit visit) const {
    for (std::size_t group = 0; group < group_count; ++group) {
      if (!groups[group].empty()) {
        visit(group, groups[group]);
      }
    }
  }
  void append_lines(std::string& text, std::size_t group) const {
    groups[group].for_each([&](const Item& item) {
      const LineText line = unpack(group, item);
      text.append(line.data(), line.size());
    });
  }
};

MirrorDigest::MirrorDigest() : lines_(std::make_unique<Lines>()) {}
MirrorDigest::MirrorDigest(const MirrorDigest& other) : lines_(std::make_unique<Lines>(*other.lines_)) {}
MirrorDigest::MirrorDigest(MirrorDigest&& other) noexcept = default;
MirrorDigest& MirrorDigest::operator=(const MirrorDigest& other) {
  if (this != &other) {
    lines_ = std::make_unique<Lines>(*other.lines_);
  }
  return *this;
}
MirrorDigest& MirrorDigest::operator=(MirrorDigest&& other) noexcept = default;
MirrorDigest::~MirrorDigest() = default;

bool MirrorDigest::add(std::string_view pith_number, const Sha256Digest& state_sha256) {
  if (!engine::has_pith_number_form(pith_number)) {
    return false;
  }
  const PackedLine line = pack(pith_number, state_sha256);
  lines_->add(line.group, line.item);
  return true;
}

Result<void> MirrorDigest::add_lines(std::string_view lines) {
  for (std::size_t offset = 0; offset < lines.size(); offset += line_size_bytes) {
    if (!read_line(lines.substr(offset, line_size_bytes))) {
      return not_a_line(lines, offset,
                        "this is not a line of a mirror digest: expected a Pith Number, a space, 64 "
                        "lower-case hexadecimal digits and a newline");
    }
  }
  for (std::size_t offset = 0; offset < lines.size(); offset += line_size_bytes) {
    const auto line = read_line(lines.substr(offset, line_size_bytes));
    add(line->first, line->second);
  }
  return {};
}

void MirrorDigest::merge(const MirrorDigest& other) {
  if (this == &other) {
    return;
  }
  other.lines_->for_each_group([&](std::size_t group, const LineSet& set) {
    set.for_each([&](const Item& item) { lines_->add(group, item); });
  });
}

std::size_t MirrorDigest::size() const noexcept {
  return lines_->count;
}

std::string MirrorDigest::lines() const {
  std::string text;
  text.reserve(size() * line_size_bytes);
  lines_->for_each_group([&](std::size_t group, const LineSet&) { lines_->append_lines(text, group); });
  return text;
}

std::string MirrorDigest::lines(std::string_view prefix) const {
  std::string text;
  if (prefix.size() == prefix_characters && is_base32_character(prefix[0]) && is_base32_character(prefix[1])) {
    lines_->append_lines(text, value_of(prefix[0]) * std::size_t{32} + value_of(prefix[1]));
  }
  return text;
}

std::vector<MirrorDigest::Group> MirrorDigest::groups(const Crypto& crypto) const {
  std::vector<Group> groups;
  lines_->for_each_group([&](std::size_t group, const LineSet& set) {
    crypto::Sha256Stream stream(crypto);
    set.for_each([&](const Item& item) {
      const LineText line = unpack(group, item);
      stream.update({line.data(), line.size()});
    });
    groups.push_back({prefix_of(group), stream.finish()});
  });
  return groups;
}

Sha256Digest MirrorDigest::sha256(const Crypto& crypto) const {
  return crypto.sha256(to_text(crypto));
}

std::string MirrorDigest::to_text(const Crypto& crypto) const {
  return to_text(groups(crypto));
}

std::string MirrorDigest::to_text(const std::vector<Group>& groups) {
  std::string text;
  text.reserve(groups.size() * group_line_size_bytes);
  for (const Group& group : groups) {
    text.append(group.prefix).append(" ").append(to_hex(group.sha256)).append("\n");
  }
  return text;
}

Result<std::vector<MirrorDigest::Group>> MirrorDigest::parse_groups(std::string_view text) {
  std::vector<Group> groups;
  for (std::size_t offset = 0; offset < text.size(); offset += group_line_size_bytes) {
    std::optional<Group> group = read_group_line(text.substr(offset, group_line_size_bytes));
    if (!group) {
      return not_a_line(text, offset,
                        "this is not a line of a digest file: expected two characters of A to Z and 2 to "
                        "7, a space, 64 lower-case hexadecimal digits and a newline");
    }
    if (!groups.empty() && !(groups.back().prefix < group->prefix)) {
      return not_a_line(text, offset, "the lines of a digest file must be in byte order, each prefix once");
    }
    groups.push_back(*std::move(group));
  }
  return groups;
}

bool operator==(const MirrorDigest& left, const MirrorDigest& right) {
  if (left.size() != right.size()) {
    return false;
  }
  for (std::size_t group = 0; group < group_count; ++group) {  // one at a time, so that the texts stay small
    if (left.lines(prefix_of(group)) != right.lines(prefix_of(group))) {
      return false;
    }
  }
  return true;
}

}  // namespace pith
