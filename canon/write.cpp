#include "canon/write.h"

#include <algorithm>
#include <cstdint>

namespace pith::canon {
namespace {

/// What stands for a character in a string, after the backslash; 0 where it stands for itself and 'u'
/// where its number is written. SPEC 1.2
constexpr char short_escape(std::uint8_t byte) noexcept {
  switch (byte) {
    case '"':
    case '\\':
      return static_cast<char>(byte);
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return byte < 0x20 ? 'u' : '\0';
  }
}

/// Writes values depth first; goes down at most nesting_depth_max times. `on_span` is told the node and
/// the bytes in which it stands.
template <class OnSpan>
class Writer {
 public:
  Writer(std::string& out, OnSpan on_span) : out_(out), on_span_(on_span) {}

  void write(Value value) {
    const std::size_t begin = out_.size();
    switch (value.kind()) {
      case Kind::null:
        out_ += "null";
        break;
      case Kind::boolean_false:
        out_ += "false";
        break;
      case Kind::boolean_true:
        out_ += "true";
        break;
      case Kind::integer:
      case Kind::real:
        out_ += value.text();
        break;
      case Kind::string:
        write_string(value.index(), value.document());
        break;
      case Kind::array:
        write_array(value);
        break;
      case Kind::object:
        write_object(value);
        break;
    }
    on_span_(value.index(), begin, out_.size());
  }

 private:
  void write_string(std::uint32_t index, const Document& document) {
    const Node& node = document.nodes[index];
    const std::string_view text(node.text, node.size);
    if (node.is_plain) {
      out_ += '"';
      out_ += text;
      out_ += '"';
    } else {
      append_string(out_, text);
    }
  }

  void write_array(Value array) {
    out_ += '[';
    bool is_first = true;
    for (const Value element : Elements(array)) {
      if (!is_first) {
        out_ += ',';
      }
      is_first = false;
      write(element);
    }
    out_ += ']';
  }

  void write_object(Value object) {
    out_ += '{';
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      if (i > 0) {
        out_ += ',';
      }
      const Value value = object.sorted_value(i);
      const std::uint32_t key = value.index() - 1;
      const std::size_t begin = out_.size();
      write_string(key, object.document());
      on_span_(key, begin, out_.size());
      out_ += ':';
      write(value);
    }
    out_ += '}';
  }

  std::string& out_;
  OnSpan on_span_;
};

}  // namespace

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  out += '"';
  std::size_t run_begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    const char escape = short_escape(byte);
    if (escape == '\0') {
      continue;
    }
    out += text.substr(run_begin, i - run_begin);
    run_begin = i + 1;
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += hex_digits[byte >> 4];
      out += hex_digits[byte & 15];
    }
  }
  out += text.substr(run_begin);
  out += '"';
}

void append_canonical(std::string& out, Value value) {
  Writer(out, [](std::uint32_t, std::size_t, std::size_t) {}).write(value);
}

CanonicalText::CanonicalText(const Document& document) : spans_(document.nodes.size()) {
  Writer(bytes_, [this](std::uint32_t node, std::size_t begin, std::size_t end) {
    spans_[node] = {begin, end};
  }).write(document.root());
}

std::string CanonicalText::without(Value value, std::span<const std::string_view> names) const {
  if (!value.is_object()) {
    return std::string(of(value));
  }
  std::string text;
  text.reserve(of(value).size());
  text += '{';
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    if (std::find(names.begin(), names.end(), value.sorted_key(i)) != names.end()) {
      continue;
    }
    if (text.size() > 1) {
      text += ',';
    }
    const Value member = value.sorted_value(i);
    text += view({spans_[member.index() - 1].begin, spans_[member.index()].end});
  }
  text += '}';
  return text;
}

}  // namespace pith::canon
