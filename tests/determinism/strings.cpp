// SPEC 1.1, 1.2, 1.4 and 1.5. Bytes from 0x80 on show whether char is signed. From U+10000 on, the order of UTF-16
// differs from that of code points.

#include <cstdint>
#include <string>
#include <vector>

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

/// Encodes any number as if in UTF-8, also surrogates and numbers above the last code point.
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

/// Mostly near a boundary of UTF-8 or UTF-16.
std::size_t some_code_point(Chance& chance) {
  static const std::vector<std::size_t> edges = {0x20,   0x7F,   0x80,   0x7FF,   0x800,
                                                 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
  if (chance.percent(30)) {
    return chance.below(0x110000);
  }
  const std::size_t edge = chance.pick(edges);
  return edge + chance.below(8) - 4;
}

std::string escape(std::size_t unit, Chance& chance) {
  const std::string_view digits = chance.percent(50) ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string text = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    text += digits[(unit >> shift) & 0xF];
  }
  return text;
}

/// One of the letters in `hundredths` of 100 cases, otherwise any byte.
char some_letter(Chance& chance, std::string_view letters, std::size_t hundredths) {
  const bool is_any = !chance.percent(hundredths);
  const std::size_t number = chance.below(is_any ? 256 : letters.size());
  return is_any ? to_char(number) : letters[number];
}

/// Mostly a surrogate pair. Sometimes it begins with a low surrogate, or the second half is missing.
std::string some_pair(Chance& chance) {
  const std::size_t first = chance.percent(3) ? 0xDC00 : 0xD800;
  const std::size_t high = first + chance.below(0x400);
  const std::size_t low = 0xDC00 + chance.below(0x400);
  const std::string pair = escape(high, chance);
  return chance.percent(97) ? pair + escape(low, chance) : pair;
}

/// Valid or invalid text to put between quotes.
std::string some_characters(Chance& chance) {
  std::string text;
  while (chance.percent(80)) {
    const std::size_t code_point = some_code_point(chance);
    switch (chance.below(8)) {
      case 0:
        text += escape(code_point & 0xFFFF, chance);
        break;
      case 1:
        text += some_pair(chance);
        break;
      case 2:
        text += '\\';
        text += some_letter(chance, "\"\\/bfnrt", 95);
        break;
      case 3:
        text += some_letter(chance, ".", 95);
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

/// An object with many keys, which the canonical form sorts.
std::string some_object(Chance& chance) {
  std::string json = "{";
  for (std::size_t count = 5 + chance.below(60); count > 0; --count) {
    std::string key;
    for (std::size_t length = chance.below(4); length > 0; --length) {
      const std::size_t code_point = some_code_point(chance);
      const bool is_surrogate = code_point >= 0xD800 && code_point < 0xE000;
      key += is_surrogate || code_point > 0x10FFFF ? "x" : encode(code_point);
    }
    // The number makes nearly all keys different. Without it, duplicates would be refused.
    key += chance.percent(99) ? std::to_string(count) : "";
    json += (json.size() > 1 ? "," : "") + tests::quote(key) + ":" + std::to_string(count);
  }
  return json + "}";
}

/// A document that is cut short and has white space and other bytes inserted.
std::string broken(Chance& chance) {
  const std::string json = tests::odd_json(chance, 4);
  std::string text = tests::respell(json, chance);
  for (std::size_t count = chance.below(3); count > 0; --count) {
    static constexpr std::string_view structure = "[]{},:\"\\\n \xEF\xBB\xBF\x80\xFF";
    const bool is_structure = chance.percent(70);
    const char character = is_structure ? structure[chance.below(structure.size())] : to_char(chance.below(256));
    text.insert(chance.below(text.size() + 1), 1, character);
  }
  return chance.percent(40) ? text.substr(0, chance.below(text.size() + 1)) : text;
}

template <class Make>
void add_documents(const std::string& name, std::uint64_t seed, Make make, Cases& cases) {
  cases.add(name, [seed, make] {
    Chance chance(seed);
    Transcript transcript;
    for (std::size_t i = 0; i < documents_per_case; ++i) {
      transcript.add_canonical("canonical", make(chance));
    }
    return transcript;
  });
}

std::string escape_utf16(std::size_t code_point, Chance& chance) {
  if (code_point < 0x10000) {
    return escape(code_point, chance);
  }
  const std::string high = escape(0xD800 + ((code_point - 0x10000) >> 10), chance);
  return high + escape(0xDC00 + ((code_point - 0x10000) & 0x3FF), chance);
}

/// `count` code points from `first` on: the valid ones together in one string, raw and escaped; the others one by one.
Transcript transcribe_code_points(std::size_t first, std::size_t count) {
  Chance chance(first);
  Transcript transcript;
  std::string raw = "\"";
  std::string escaped = "\"";
  for (std::size_t code_point = first; code_point < first + count; ++code_point) {
    const bool is_surrogate = code_point >= 0xD800 && code_point < 0xE000;
    const std::string text = encode(code_point);
    if (is_surrogate || code_point == '"' || code_point == '\\' || code_point < 0x20) {
      transcript.add_canonical("alone", '"' + text + '"');
    } else {
      raw += text;
    }
    if (is_surrogate) {
      transcript.add_canonical("escaped alone", '"' + escape(code_point, chance) + '"');
    } else {
      escaped += escape_utf16(code_point, chance);
    }
  }
  transcript.add_canonical("raw", raw + '"');
  transcript.add_canonical("escaped", escaped + '"');
  return transcript;
}

}  // namespace

void add_strings(Cases& cases) {
  constexpr std::size_t block = 0x1000;
  for (std::size_t first = 0; first < 0x110000; first += block) {
    cases.add("strings/code_points_" + std::to_string(first), [first] { return transcribe_code_points(first, block); });
  }
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    add_documents("strings/characters_" + number, 10'000 + i, some_string, cases);
    add_documents("strings/keys_" + number, 20'000 + i, some_object, cases);
    add_documents("strings/broken_" + number, 30'000 + i, broken, cases);
    add_documents(
        "strings/odd_" + number, 40'000 + i, [](Chance& chance) { return tests::odd_json(chance, 5); }, cases);
  }
}

}  // namespace pith::determinism
