// SPEC 1.1, 1.2, 1.4 and 1.5. Bytes from 0x80 on are where the sign of a char shows, and U+10000 is where UTF-16 and
// code points are in another order.

#include <cstdint>
#include <string>
#include <vector>

#include "canon/write.h"
#include "pith/canonical.h"
#include "tests/determinism/groups.h"
#include "tests/support/chance.h"
#include "tests/support/draft.h"
#include "tests/support/odd_json.h"
#include "tests/support/respell.h"

namespace pith::determinism {
namespace {

using tests::Chance;

constexpr std::size_t documents_per_case = 40;

char to_char(std::size_t byte) {
  return static_cast<char>(static_cast<unsigned char>(byte));
}

/// UTF-8 as the bits fall, halves of surrogate pairs and what lies past the last code point included.
std::string encode(std::size_t code_point) {
  const auto tail = [&](unsigned shift) { return to_char(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    return {to_char(code_point)};
  }
  if (code_point < 0x800) {
    return {to_char(0xC0 | code_point >> 6), tail(0)};
  }
  if (code_point < 0x10000) {
    return {to_char(0xE0 | code_point >> 12), tail(6), tail(0)};
  }
  return {to_char(0xF0 | code_point >> 18), tail(12), tail(6), tail(0)};
}

/// Near an edge of UTF-8 or UTF-16, mostly.
std::size_t some_code_point(Chance& chance) {
  static const std::vector<std::size_t> edges = {0x20,   0x7F,   0x80,   0x7FF,   0x800,
                                                 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
  if (chance.percent(30)) {
    return chance.below(0x110000);
  }
  return chance.pick(edges) + chance.below(8) - 4;
}

std::string escape(std::size_t unit, Chance& chance) {
  const std::string_view digits = chance.percent(50) ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string text = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    text += digits[(unit >> shift) & 0xF];
  }
  return text;
}

/// What stands between quotes, right or wrong.
std::string some_characters(Chance& chance) {
  std::string text;
  while (chance.percent(80)) {
    const std::size_t code_point = some_code_point(chance);
    switch (chance.below(8)) {
      case 0:
        text += escape(code_point & 0xFFFF, chance);
        break;
      case 1:  // a pair, or two halves in the wrong order
        text += escape(0xD800 + chance.below(0x400) + (chance.percent(3) ? 0x400 : 0), chance);
        text += chance.percent(97) ? escape(0xDC00 + chance.below(0x400), chance) : "";
        break;
      case 2:
        text += '\\';
        text += chance.percent(95) ? "\"\\/bfnrt"[chance.below(8)] : to_char(chance.below(256));
        break;
      case 3:
        text += chance.percent(5) ? to_char(chance.below(256)) : '.';
        break;
      default:
        text += code_point == '"' || code_point == '\\' || code_point < 0x20 ? "." : encode(code_point);
    }
  }
  return text;
}

std::string some_string(Chance& chance) {
  return '"' + some_characters(chance) + '"';
}

/// An object of many keys, which the canonical form sorts.
std::string some_object(Chance& chance) {
  std::string json = "{";
  for (std::size_t count = 5 + chance.below(60); count > 0; --count) {
    std::string key;
    for (std::size_t length = chance.below(4); length > 0; --length) {
      const std::size_t code_point = some_code_point(chance);
      const bool is_surrogate = code_point >= 0xD800 && code_point < 0xE000;
      key += is_surrogate || code_point > 0x10FFFF ? "x" : encode(code_point);
    }
    // The number keeps nearly all keys apart; without it, a duplicate is refused.
    key += chance.percent(99) ? std::to_string(count) : "";
    json += (json.size() > 1 ? "," : "") + tests::quote(key) + ":" + std::to_string(count);
  }
  return json + "}";
}

/// A document cut short, with white space and bytes of all kinds put in.
std::string broken(Chance& chance) {
  std::string text = tests::respell(tests::odd_json(chance, 4), chance);
  for (std::size_t count = chance.below(3); count > 0; --count) {
    static constexpr std::string_view structure = "[]{},:\"\\\n \xEF\xBB\xBF\x80\xFF";
    const char character = chance.percent(70) ? structure[chance.below(structure.size())] : to_char(chance.below(256));
    text.insert(chance.below(text.size() + 1), 1, character);
  }
  return chance.percent(40) ? text.substr(0, chance.below(text.size() + 1)) : text;
}

template <class Make>
void take(const std::string& name, std::uint64_t seed, Make make, Cases& cases) {
  Chance chance(seed);
  Transcript transcript;
  for (std::size_t i = 0; i < documents_per_case; ++i) {
    transcript.add("canonical", canonical_json(make(chance)));
  }
  cases.take(name, transcript);
}

/// All code points from one on, raw and escaped.
void take_code_points(std::size_t first, std::size_t count, Cases& cases) {
  Transcript transcript;
  std::string raw = "\"";
  for (std::size_t code_point = first; code_point < first + count; ++code_point) {
    const bool is_surrogate = code_point >= 0xD800 && code_point < 0xE000;
    const std::string text = encode(code_point);
    if (is_surrogate || code_point == '"' || code_point == '\\' || code_point < 0x20) {
      transcript.add("alone", canonical_json('"' + text + '"'));
    } else {
      raw += text;
    }
  }
  transcript.add("together", canonical_json(raw + '"'));
  cases.take("strings/code_points_" + std::to_string(first), transcript);
}

}  // namespace

void run_strings(Cases& cases) {
  constexpr std::size_t block = 0x1000;
  for (std::size_t first = 0; first < 0x110000; first += block) {
    take_code_points(first, block, cases);
  }
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    take("strings/characters_" + number, 10'000 + i, some_string, cases);
    take("strings/keys_" + number, 20'000 + i, some_object, cases);
    take("strings/broken_" + number, 30'000 + i, broken, cases);
    take(
        "strings/odd_" + number, 40'000 + i, [](Chance& chance) { return tests::odd_json(chance, 5); }, cases);
  }
}

}  // namespace pith::determinism
