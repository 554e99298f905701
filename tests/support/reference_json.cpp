#include "tests/support/reference_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace pith::tests::reference {
namespace {

struct Refused {};

/// SPEC 1.3: as Python's `repr(float)` writes it, with the shortest digits that round-trip.
std::string write_real(double value) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string shortest(buffer, end);
  const std::string sign = shortest[0] == '-' ? "-" : "";
  const std::size_t mark = shortest.find('e');
  std::string digits = shortest.substr(sign.size(), mark - sign.size());
  std::erase(digits, '.');
  const int exponent = std::atoi(shortest.c_str() + mark + 1);
  const int count = static_cast<int>(digits.size());
  // With an exponent when the decimal exponent is below -4 or from 16 on: sign always, two digits at least.
  if (exponent < -4 || exponent >= 16) {
    const std::string size = std::to_string(std::abs(exponent));
    return sign + digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + (exponent < 0 ? "e-" : "e+") +
           (size.size() < 2 ? "0" : "") + size;
  }
  // Otherwise with a point and a digit after it.
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const auto before_point = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= before_point) {
    return sign + digits + std::string(before_point - digits.size(), '0') + ".0";
  }
  return sign + digits.substr(0, before_point) + "." + digits.substr(before_point);
}

/// An ASCII character that needs no escape, and has none in the canonical form.
bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/// Reads one document from left to right. It throws Refused if SPEC 1.4 refuses the document; it does not say with
/// which error code, or where.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Json document() {
    Json value = read_value(1);
    space();
    // `trailing_data`: something other than white space follows the value.
    require(offset_ == text_.size());
    return value;
  }

 private:
  static void require(bool condition) {
    if (!condition) {
      throw Refused();
    }
  }
  bool at(char c) const { return offset_ < text_.size() && text_[offset_] == c; }
  bool take(char c) {
    const bool is_there = at(c);
    offset_ += is_there ? 1 : 0;
    return is_there;
  }
  void space() {
    while (at(' ') || at('\t') || at('\r') || at('\n')) {
      ++offset_;
    }
  }

  /// `depth` counts the containers around the value, and the value itself if it is one. What starts no value, as `NaN`
  /// or a byte order mark, goes to read_number(), which refuses it.
  Json read_value(std::size_t depth) {
    space();
    for (const std::string_view word : {"null", "true", "false"}) {
      if (text_.substr(offset_, word.size()) == word) {
        offset_ += word.size();
        return {word == "null" ? Json::Kind::null : Json::Kind::boolean, std::string(word), {}, {}};
      }
    }
    if (at('"')) {
      return string_json(read_string());
    }
    // `depth_exceeded`: more than 64 containers one in another.
    if (at('{') || at('[')) {
      require(depth <= 64);
      return at('{') ? read_object(depth) : read_array(depth);
    }
    return read_number();
  }

  Json read_array(std::size_t depth) {
    Json array{Json::Kind::array, "", {}, {}};
    require(take('['));
    space();
    while (!take(']')) {
      require(array.items.empty() || take(','));
      array.items.push_back(read_value(depth + 1));
      space();
    }
    return array;
  }

  Json read_object(std::size_t depth) {
    Json object{Json::Kind::object, "", {}, {}};
    require(take('{'));
    space();
    while (!take('}')) {
      require(object.members.empty() || take(','));
      space();
      const std::string name = read_string();
      space();
      require(take(':'));
      // `duplicate_key`: a key appears twice in one object, compared after unescaping.
      require(object.members.emplace(name, read_value(depth + 1)).second);
      space();
    }
    return object;
  }

  std::size_t digits() {
    std::size_t count = 0;
    for (; offset_ < text_.size() && text_[offset_] >= '0' && text_[offset_] <= '9'; ++offset_) {
      ++count;
    }
    require(count > 0);
    return count;
  }

  /// SPEC 1.3, and `number_out_of_range` of SPEC 1.4.
  Json read_number() {
    const std::size_t begin = offset_;
    take('-');
    std::size_t count = at('0') ? 1 : 0;
    if (count == 1) {
      ++offset_;
    } else {
      count = digits();
    }
    bool is_integer = true;
    if (take('.')) {
      is_integer = false;
      count += digits();
    }
    // Refused: more than 4300 digits, leading zeros counted and the exponent aside.
    require(count <= 4300);
    if (take('e') || take('E')) {
      is_integer = false;
      if (!take('+')) {
        take('-');
      }
      const std::size_t exponent = offset_;
      digits();
      // Refused: an exponent of more than 9 digits, leading zeros aside.
      const std::string_view written = text_.substr(exponent, offset_ - exponent);
      require(written.size() - std::min(written.find_first_not_of('0'), written.size()) <= 9);
    }
    std::string written(text_.substr(begin, offset_ - begin));
    if (!is_integer) {
      // The nearest binary64, ties to even, as the C library rounds. Refused: one that rounds to an infinity.
      const double value = std::strtod(written.c_str(), nullptr);
      require(std::isfinite(value));
      written = write_real(value);
    }
    // Without `.`, `e` and `E` it is an integer of any size, written with its own digits; `-0` is `0`.
    return {Json::Kind::number, written == "-0" ? "0" : written, {}, {}};
  }

  std::uint32_t hex_unit() {
    require(offset_ + 4 <= text_.size());
    std::uint32_t unit = 0;
    const char* const begin = text_.data() + offset_;
    require(std::from_chars(begin, begin + 4, unit, 16).ptr == begin + 4);
    offset_ += 4;
    return unit;
  }

  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0 | code >> 6);
      byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      byte(0xE0 | code >> 12);
      byte(0x80 | (code >> 6 & 0x3F));
      byte(0x80 | (code & 0x3F));
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
      byte(0x80 | (code >> 6 & 0x3F));
      byte(0x80 | (code & 0x3F));
    }
  }

  void escape(std::string& out) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take('u')) {
      // `lone_surrogate`: the escape leaves half of a surrogate pair.
      std::uint32_t code = hex_unit();
      require(code < 0xDC00 || code > 0xDFFF);
      if (code >= 0xD800 && code <= 0xDBFF) {
        require(take('\\') && take('u'));
        const std::uint32_t low = hex_unit();
        require(low >= 0xDC00 && low <= 0xDFFF);
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      }
      append_utf8(out, code);
      return;
    }
    require(offset_ < text_.size());
    const std::size_t which = names.find(text_[offset_++]);
    require(which != std::string_view::npos);
    out += meanings[which];
  }

  /// One character of a string that is written as itself. `invalid_utf8`: bytes that are not UTF-8.
  void utf8(std::string& out) {
    const auto first = static_cast<unsigned char>(text_[offset_]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    require(offset_ + size <= text_.size() && first >= 0x20);
    std::uint32_t code = size == 1 ? first : first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
      code = code << 6 | (static_cast<unsigned char>(text_[offset_ + i]) & 0x3FU);
    }
    require(code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF));
    // An overlong form or a stray byte does not encode to the same bytes again.
    std::string again;
    append_utf8(again, code);
    require(again == text_.substr(offset_, size));
    out += again;
    offset_ += size;
  }

  std::string read_string() {
    std::string out;
    require(take('"'));
    while (true) {
      const std::size_t begin = offset_;
      while (offset_ < text_.size() && is_plain(text_[offset_])) {
        ++offset_;
      }
      out.append(text_, begin, offset_ - begin);
      if (take('"')) {
        return out;
      }
      require(offset_ < text_.size());
      if (take('\\')) {
        escape(out);
      } else {
        utf8(out);
      }
    }
  }

  std::string_view text_;
  std::size_t offset_ = 0;
};

/// SPEC 1.2: `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t`; any other code point below U+0020 as `\u00xx` with lower-case
/// digits; everything else as itself.
std::string write_string(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view names = "\"\\bfnrt";
  std::string out = "\"";
  out.reserve(text.size() + 2);
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
      continue;
    }
    const std::size_t which = escaped.find(c);
    const auto byte = static_cast<unsigned char>(c);
    if (which != std::string_view::npos) {
      out += '\\';
      out += names[which];
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

const Json* Json::find(const std::string& name) const {
  const auto found = members.find(name);
  return found == members.end() ? nullptr : &found->second;
}

std::optional<std::string> Json::find_string(const std::string& name) const {
  const Json* const member = find(name);
  return member != nullptr && member->is_string() ? std::optional<std::string>(member->text) : std::nullopt;
}

Json string_json(std::string text) {
  return {Json::Kind::string, std::move(text), {}, {}};
}

Json array_json(std::vector<Json> items) {
  return {Json::Kind::array, "", std::move(items), {}};
}

std::optional<Json> read(std::string_view text) {
  try {
    return Reader(text).document();
  } catch (const Refused&) {
    return std::nullopt;
  }
}

// SPEC 1.1: no white space; the members of an object in the order of their keys, by code point. The bytes of UTF-8
// compare as code points do, and the map compares bytes.
std::string write(const Json& value) {
  std::string out;
  switch (value.kind) {
    case Json::Kind::null:
      return "null";
    case Json::Kind::boolean:
    case Json::Kind::number:
      return value.text;
    case Json::Kind::string:
      return write_string(value.text);
    case Json::Kind::array:
      for (const Json& item : value.items) {
        out += (out.empty() ? "" : ",") + write(item);
      }
      return "[" + out + "]";
    case Json::Kind::object:
      for (const auto& [name, member] : value.members) {
        out += (out.empty() ? "" : ",") + write_string(name) + ":" + write(member);
      }
      return "{" + out + "}";
  }
  return out;
}

std::size_t depth_of(const Json& value) {
  std::size_t deepest = 0;
  for (const Json& item : value.items) {
    deepest = std::max(deepest, depth_of(item));
  }
  for (const auto& [name, member] : value.members) {
    deepest = std::max(deepest, depth_of(member));
  }
  const bool is_container = value.kind == Json::Kind::array || value.kind == Json::Kind::object;
  return deepest + (is_container ? 1 : 0);
}

}  // namespace pith::tests::reference
