// The canonical form of a parsed document (SPEC 1.1 to 1.3).
//
// Idea: parsing has done the hard part: keys are sorted, numbers have their canonical text, and each string knows
// whether it needs escapes. So writing is two passes: canonical_size_bytes adds up the size, and Writer fills a buffer
// of exactly that size without further checks. Strings without escapes are copied.
//
// CanonicalText also notes where each value is written. So a bundle is written once, and its events, its state and the
// whole are hashed from slices of that text.
//
// Example: {"c":3,"a":1,"b":2} is written {"a":1,"b":2,"c":3}. Without "b" it is the fragments `{`, `"a":1`, `,`,
// `"c":3` and `}`. Neighbours that are kept are one fragment: without "c" it is `{`, `"a":1,"b":2` and `}`.
//
// Cost: linear time; the text, and 16 bytes for each node for CanonicalText; recursion at most nesting_depth_max deep.
// Tests: tests/canon_test.cpp, tests/canon_properties_test.cpp, the vectors in tests/vectors/canon,
// fuzz/canon_fuzzer.cpp.

#include "canon/write.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "containers/memory.h"

namespace pith::canon {
namespace {

/// SPEC 1.2: for each byte of a string the letter after the backslash. Seven characters have a short escape. Any other
/// code point below U+0020 is written as \u00xx, for which this says 'u'. Every other byte is written as itself: 0.
constexpr auto short_escapes = [] {
  std::array<char, 256> escapes{};
  std::fill_n(escapes.begin(), 0x20, 'u');
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}();

char short_escape(char character) noexcept {
  return short_escapes[static_cast<unsigned char>(character)];
}

/// Whether no byte of a string must be escaped. Tests eight bytes at a time, because most strings have none.
bool is_plain(std::string_view text) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t high_bits = 0x80 * ones;
  const auto has_zero_byte = [](std::uint64_t word) { return ((word - ones) & ~word & high_bits) != 0; };
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    const bool has_control = ((word - 0x20 * ones) & ~word & high_bits) != 0;
    if (has_control || has_zero_byte(word ^ ('"' * ones)) || has_zero_byte(word ^ ('\\' * ones))) {
      return false;
    }
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                     [](char character) { return short_escape(character) == '\0'; });
}

/// Copies a text. Most are short, and then a call to memcpy costs more than copying the bytes. A copy of fixed size at
/// either end, overlapping in the middle, needs no call.
char* copy(std::string_view text, char* out) noexcept {
  const auto copy_ends = [&]<std::size_t Size>(std::integral_constant<std::size_t, Size>) {
    std::memcpy(out, text.data(), Size);
    std::memcpy(out + text.size() - Size, text.data() + text.size() - Size, Size);
  };
  if (text.size() > 32) {
    std::memcpy(out, text.data(), text.size());
  } else if (text.size() >= 16) {
    copy_ends(std::integral_constant<std::size_t, 16>());
  } else if (text.size() >= 8) {
    copy_ends(std::integral_constant<std::size_t, 8>());
  } else if (text.size() >= 4) {
    copy_ends(std::integral_constant<std::size_t, 4>());
  } else {
    std::copy(text.begin(), text.end(), out);
  }
  return out + text.size();
}

/// Writes a string with its quotes. Needs room for escaped_size_bytes(text). Returns the end of what it wrote.
char* write_escaped(std::string_view text, char* out) noexcept {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  *out++ = '"';
  for (const char character : text) {
    const char escape = short_escape(character);
    if (escape == '\0') {
      *out++ = character;
      continue;
    }
    *out++ = '\\';
    *out++ = escape;
    if (escape == 'u') {
      *out++ = '0';
      *out++ = '0';
      const auto byte = static_cast<std::uint8_t>(character);
      *out++ = hex_digits[byte >> 4];
      *out++ = hex_digits[byte & 15];
    }
  }
  *out++ = '"';
  return out;
}

/// How many bytes the nodes from `begin` to `end`, which are one value, take in canonical form. Writer relies on it:
/// what is counted here and what Writer writes must stay the same.
std::size_t canonical_size_bytes(const Document& document, std::uint32_t begin, std::uint32_t end) {
  std::size_t size_bytes = 0;
  for (std::uint32_t i = begin; i < end; ++i) {
    const Node& node = document.nodes[i];
    switch (node.kind) {
      case Kind::array:
        size_bytes += 2 + (node.size > 0 ? node.size - 1 : 0);  // brackets, commas
        break;
      case Kind::object:
        size_bytes += 2 + (node.size > 0 ? 2 * std::size_t{node.size} - 1 : 0);  // brackets, commas, colons
        break;
      case Kind::string:
        size_bytes += node.is_plain ? std::size_t{node.size} + 2 : escaped_size_bytes({node.text, node.size});
        break;
      default:
        size_bytes += node.size;
    }
  }
  return size_bytes;
}

/// Writes values depth first, at most nesting_depth_max deep. Needs room for all that it writes. It calls `on_span`
/// with each node and the bytes that it wrote for it.
template <class OnSpan>
class Writer {
 public:
  Writer(const Document& document, char* out, OnSpan on_span)
      : nodes_(document.nodes.data()), sorted_keys_(document.sorted_keys.data()), out_(out), on_span_(on_span) {}

  void write(std::uint32_t index) {
    char* const begin = out_;
    const Node& node = nodes_[index];
    switch (node.kind) {
      case Kind::null:
      case Kind::boolean_false:
      case Kind::boolean_true:
      case Kind::integer:
      case Kind::real:
        out_ = copy({node.text, node.size}, out_);
        break;
      case Kind::string:
        write_string(node);
        break;
      case Kind::array:
        write_array(index);
        break;
      case Kind::object:
        write_object(node);
        break;
    }
    on_span_(index, begin, out_);
  }

  const char* end() const { return out_; }

 private:
  void write_string(const Node& node) {
    const std::string_view text(node.text, node.size);
    if (node.is_plain) {
      *out_++ = '"';
      out_ = copy(text, out_);
      *out_++ = '"';
    } else {
      out_ = write_escaped(text, out_);
    }
  }

  void write_array(std::uint32_t index) {
    *out_++ = '[';
    const std::uint32_t end = nodes_[index].span.end;
    for (std::uint32_t element = index + 1; element != end; element = end_of(element)) {
      if (element != index + 1) {
        *out_++ = ',';
      }
      write(element);
    }
    *out_++ = ']';
  }

  /// SPEC 1.1: members in the order of their keys, by code point, and no white space.
  void write_object(const Node& object) {
    *out_++ = '{';
    for (std::uint32_t i = 0; i < object.size; ++i) {
      if (i > 0) {
        *out_++ = ',';
      }
      const std::uint32_t key = sorted_keys_[object.span.sorted_keys + i];
      char* const begin = out_;
      write_string(nodes_[key]);
      on_span_(key, begin, out_);
      *out_++ = ':';
      write(key + 1);
    }
    *out_++ = '}';
  }

  std::uint32_t end_of(std::uint32_t index) const {
    const Node& node = nodes_[index];
    return node.kind == Kind::array || node.kind == Kind::object ? node.span.end : index + 1;
  }

  const Node* nodes_;
  const std::uint32_t* sorted_keys_;
  char* out_;
  OnSpan on_span_;
};

}  // namespace

std::size_t escaped_size_bytes(std::string_view text) noexcept {
  std::size_t size_bytes = text.size() + 2;
  for (const char character : text) {
    const char escape = short_escape(character);
    size_bytes += escape == '\0' ? 0 : escape == 'u' ? 5 : 1;
  }
  return size_bytes;
}

void append_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  const std::size_t begin = out.size();
  out.resize(begin + escaped_size_bytes(text));
  write_escaped(text, out.data() + begin);
}

void append_canonical(std::string& out, Value value) {
  const std::size_t begin = out.size();
  const std::uint32_t end = value.next().index();
  out.resize(begin + canonical_size_bytes(value.document(), value.index(), end));
  Writer writer(value.document(), out.data() + begin, [](std::uint32_t, const char*, const char*) {});
  writer.write(value.index());
  assert(writer.end() == out.data() + out.size());
}

CanonicalText::CanonicalText(const Document& document)
    : size_bytes_(canonical_size_bytes(document, 0, static_cast<std::uint32_t>(document.nodes.size()))),
      bytes_(containers::make_unset_array<char>(size_bytes_)),
      spans_(containers::make_unset_array<std::string_view>(document.nodes.size())) {
  Writer writer(document, bytes_.get(), [this](std::uint32_t node, const char* begin, const char* end) {
    spans_[node] = {begin, static_cast<std::size_t>(end - begin)};
  });
  writer.write(0);
  assert(writer.end() == bytes_.get() + size_bytes_);
}

std::string join(std::span<const std::string_view> fragments) {
  std::string text;
  for (const std::string_view fragment : fragments) {
    text += fragment;
  }
  return text;
}

std::vector<std::string_view> CanonicalText::without(Value value, std::span<const std::string_view> names) const {
  if (!value.is_object()) {
    return {of(value)};
  }
  std::vector<std::string_view> fragments;
  const char* run_begin = nullptr;  // a run is members that are kept and follow one another
  const auto end_run = [&](const char* end) {
    if (run_begin != nullptr) {
      fragments.push_back(fragments.empty() ? "{" : ",");
      fragments.emplace_back(run_begin, static_cast<std::size_t>(end - run_begin));
      run_begin = nullptr;
    }
  };
  const char* member_end = nullptr;
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const std::uint32_t member = value.sorted_value(i).index();
    if (std::find(names.begin(), names.end(), value.sorted_key(i)) != names.end()) {
      end_run(member_end);
      continue;
    }
    run_begin = run_begin != nullptr ? run_begin : spans_[member - 1].data();
    member_end = spans_[member].data() + spans_[member].size();
  }
  end_run(member_end);
  fragments.push_back(fragments.empty() ? "{}" : "}");
  return fragments;
}

}  // namespace pith::canon
