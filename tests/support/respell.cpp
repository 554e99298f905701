#include "tests/support/respell.h"

#include <cstdint>
#include <vector>

#include "canon/parse.h"

namespace pith::tests {
namespace {

class Respeller {
 public:
  explicit Respeller(Chance& chance) : chance_(chance) {}

  void write(canon::Value value) {
    space();
    switch (value.kind()) {
      case canon::Kind::null:
        out_ += "null";
        break;
      case canon::Kind::boolean_false:
        out_ += "false";
        break;
      case canon::Kind::boolean_true:
        out_ += "true";
        break;
      case canon::Kind::integer:
        out_ += value.text();
        break;
      case canon::Kind::real:
        write_real(value.text());
        break;
      case canon::Kind::string:
        write_string(value.text());
        break;
      case canon::Kind::array:
        write_array(value);
        break;
      case canon::Kind::object:
        write_object(value);
        break;
    }
    space();
  }

  std::string take() { return std::move(out_); }

 private:
  void space() {
    while (chance_.percent(20)) {
      out_ += " \t\r\n"[chance_.below(4)];
    }
  }

  /// SPEC 1.3: zeros at the end of a fraction, and an exponent of zero, do not change the value.
  void write_real(std::string_view text) {
    out_ += text;
    if (text.find_first_of("eE") == std::string_view::npos) {
      while (chance_.percent(20)) {
        out_ += '0';
      }
      if (chance_.percent(20)) {
        out_ += chance_.percent(50) ? "e+00" : "E-0";
      }
    }
  }

  void write_unit(std::uint32_t unit) {
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    out_ += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) {
      const std::uint32_t digit = (unit >> shift) & 15;
      out_ += digits[digit >= 10 && chance_.percent(50) ? digit + 6 : digit];
    }
  }

  void write_string(std::string_view text) {
    out_ += '"';
    for (std::size_t i = 0; i < text.size();) {
      const auto first = static_cast<std::uint8_t>(text[i]);
      const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
      std::uint32_t code_point = size == 1 ? first : first & (0xFFU >> (size + 1));
      for (std::size_t j = 1; j < size; ++j) {
        code_point = (code_point << 6) | (static_cast<std::uint8_t>(text[i + j]) & 0x3FU);
      }
      const bool must_escape = code_point < 0x20 || code_point == '"' || code_point == '\\';
      if (!must_escape && chance_.percent(80)) {
        out_ += text.substr(i, size);
      } else if (code_point > 0xFFFF) {
        write_unit(0xD800 + ((code_point - 0x10000) >> 10));
        write_unit(0xDC00 + ((code_point - 0x10000) & 0x3FF));
      } else {
        write_unit(code_point);
      }
      i += size;
    }
    out_ += '"';
  }

  void write_array(canon::Value array) {
    out_ += '[';
    const char* separator = "";
    for (const canon::Value element : canon::Elements(array)) {
      out_ += separator;
      separator = ",";
      write(element);
    }
    out_ += ']';
  }

  void write_object(canon::Value object) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      order.push_back(i);
    }
    chance_.shuffle(order);
    out_ += '{';
    const char* separator = "";
    for (const std::uint32_t i : order) {
      out_ += separator;
      separator = ",";
      space();
      write_string(object.sorted_key(i));
      space();
      out_ += ':';
      write(object.sorted_value(i));
    }
    out_ += '}';
  }

  Chance& chance_;
  std::string out_;
};

}  // namespace

std::string respell(std::string_view json_text, Chance& chance) {
  const Result<canon::Document> document = canon::parse(json_text);
  Respeller respeller(chance);
  respeller.write(document->root());
  return respeller.take();
}

}  // namespace pith::tests
