#include "tests/support/reference_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace pith::tests::reference {
namespace {

struct Refused {};

/// SPEC 1.3: as Python's repr(float) lays out the shortest digits.
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
  if (exponent < -4 || exponent >= 16) {
    const std::string size = std::to_string(std::abs(exponent));
    return sign + digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + (exponent < 0 ? "e-" : "e+") +
           (size.size() < 2 ? "0" : "") + size;
  }
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const auto before_point = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= before_point) {
    return sign + digits + std::string(before_point - digits.size(), '0') + ".0";
  }
  return sign + digits.substr(0, before_point) + "." + digits.substr(before_point);
}

/// One byte that stands for itself in a string, whoever writes it.
bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Json document() {
    Json value = read_value(1);
    space();
    require(place_ == text_.size());
    return value;
  }

 private:
  static void require(bool condition) {
    if (!condition) {
      throw Refused();
    }
  }
  bool at(char c) const { return place_ < text_.size() && text_[place_] == c; }
  bool take(char c) {
    const bool is_there = at(c);
    place_ += is_there ? 1 : 0;
    return is_there;
  }
  void space() {
    while (at(' ') || at('\t') || at('\r') || at('\n')) {
      ++place_;
    }
  }

  Json read_value(std::size_t depth) {
    space();
    for (const std::string_view word : {"null", "true", "false"}) {
      if (text_.substr(place_, word.size()) == word) {
        place_ += word.size();
        return {word == "null" ? Json::Kind::null : Json::Kind::boolean, std::string(word), {}, {}};
      }
    }
    if (at('"')) {
      return string_json(read_string());
    }
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
      require(object.members.emplace(name, read_value(depth + 1)).second);
      space();
    }
    return object;
  }

  std::size_t digits() {
    std::size_t count = 0;
    for (; place_ < text_.size() && text_[place_] >= '0' && text_[place_] <= '9'; ++place_) {
      ++count;
    }
    require(count > 0);
    return count;
  }

  Json read_number() {
    const std::size_t begin = place_;
    take('-');
    std::size_t count = at('0') ? 1 : 0;
    if (count == 1) {
      ++place_;
    } else {
      count = digits();
    }
    bool is_integer = true;
    if (take('.')) {
      is_integer = false;
      count += digits();
    }
    require(count <= 4300);
    if (take('e') || take('E')) {
      is_integer = false;
      if (!take('+')) {
        take('-');
      }
      const std::size_t exponent = place_;
      digits();
      const std::string_view written = text_.substr(exponent, place_ - exponent);
      require(written.size() - std::min(written.find_first_not_of('0'), written.size()) <= 9);
    }
    std::string written(text_.substr(begin, place_ - begin));
    if (!is_integer) {
      const double value = std::strtod(written.c_str(), nullptr);  // correctly rounded by the C library
      require(std::isfinite(value));
      written = write_real(value);
    }
    return {Json::Kind::number, written == "-0" ? "0" : written, {}, {}};
  }

  std::uint32_t hex_unit() {
    require(place_ + 4 <= text_.size());
    std::uint32_t unit = 0;
    const char* const begin = text_.data() + place_;
    require(std::from_chars(begin, begin + 4, unit, 16).ptr == begin + 4);
    place_ += 4;
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
    require(place_ < text_.size());
    const std::size_t which = names.find(text_[place_++]);
    require(which != std::string_view::npos);
    out += meanings[which];
  }

  void utf8(std::string& out) {
    const auto first = static_cast<unsigned char>(text_[place_]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    require(place_ + size <= text_.size() && first >= 0x20);
    std::uint32_t code = size == 1 ? first : first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
      code = code << 6 | (static_cast<unsigned char>(text_[place_ + i]) & 0x3FU);
    }
    // What is no UTF-8 (overlong, a surrogate, too large, a stray byte) does not come out as it went in.
    std::string again;
    require(code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF));
    append_utf8(again, code);
    require(again == text_.substr(place_, size));
    out += again;
    place_ += size;
  }

  std::string read_string() {
    std::string out;
    require(take('"'));
    while (true) {
      const std::size_t begin = place_;
      while (place_ < text_.size() && is_plain(text_[place_])) {
        ++place_;
      }
      out.append(text_, begin, place_ - begin);
      if (take('"')) {
        return out;
      }
      require(place_ < text_.size());
      if (take('\\')) {
        escape(out);
      } else {
        utf8(out);
      }
    }
  }

  std::string_view text_;
  std::size_t place_ = 0;
};

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
