// Which token is at fault, and where does it begin? (SPEC 1.5)
//
// Idea: Boost.JSON parses, and says only how many bytes it accepted. After a refusal this lexer reads the text again
// from the start, with tokens as long as the grammar lets them be. It stops at the first token that is faulty by itself
// (a string, a number or a word), or that ends after the accepted bytes. That token holds the first fault.
//
// Example: in `[01]` the tokens are `[`, `0` and `1`. The number is `0`, so the parser stops at `1`: `syntax` at offset
// 2. Counter-example: in `{"a":1,x,"a":2}` the key "a" appears twice, but `x` offends first: `syntax` at offset 7.
//
// The lexer does not check which token may follow which: the parser has done that for all tokens before the fault. From
// these, ExpectedToken tells what was expected at the fault, for the message alone.
//
// Cost: linear time. is_whole_object needs one byte for each open bracket, and reads accepted text too: the first line
// of an input.
// Tests: tests/canon_test.cpp, tests/canon_properties_test.cpp, tests/cli/test_refusals.py, the vectors in
// tests/vectors/canon.

#include "canon/lexer.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>
#include <string>

#include "canon/number.h"
#include "canon/text.h"

namespace pith::canon {
namespace {

constexpr std::string_view white_space = " \t\n\r";

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;  // after its last byte, or after its first offending one
  std::optional<ErrorCode> fault;
};

/// Cuts a text into tokens. Needs a text that outlives it.
class Lexer {
 public:
  explicit Lexer(std::string_view text) noexcept : text_(text) {}

  /// SPEC 1.5: the next token, as long as the grammar lets it be. std::nullopt at the end of the text.
  std::optional<Token> next() {
    position_ = std::min(text_.find_first_not_of(white_space, position_), text_.size());
    if (position_ == text_.size()) {
      return std::nullopt;
    }
    begin_ = position_;
    const char first = text_[position_];
    if (first == '"') {
      return lex_string();
    }
    if (first == '-' || is_digit_ahead()) {
      return lex_number();
    }
    if (std::string_view("[]{},:").find(first) != std::string_view::npos) {
      ++position_;
      return accept();
    }
    return lex_word();
  }

  /// What is wrong inside the token that was last refused as `syntax`. Empty if no token of JSON begins like that one.
  std::string_view complaint() const { return complaint_; }

  /// Whether the text ends inside the token that was last refused.
  bool is_cut_off() const { return is_cut_off_; }

 private:
  Token accept() const { return {begin_, position_, std::nullopt}; }

  /// The byte at the position offends, or the text ends there.
  Token refuse(ErrorCode code, std::string_view complaint = {}) {
    complaint_ = complaint;
    is_cut_off_ = at_end();
    position_ = std::min(position_ + 1, text_.size());
    return {begin_, position_, code};
  }

  std::string_view rest() const { return text_.substr(position_); }
  bool at_end() const { return position_ == text_.size(); }
  bool is_ahead(char character) const { return !at_end() && text_[position_] == character; }
  bool is_digit_ahead() const { return !at_end() && text_[position_] >= '0' && text_[position_] <= '9'; }

  Token lex_string() {
    ++position_;
    while (!at_end()) {
      const auto byte = static_cast<std::uint8_t>(text_[position_]);
      if (byte == '"') {
        ++position_;
        return accept();
      }
      if (byte < 0x20) {
        return refuse(ErrorCode::syntax, "a control character in a string must be written as an escape");
      }
      if (byte == '\\') {
        if (const std::optional<ErrorCode> fault = skip_escape()) {
          return refuse(*fault, bad_escape);
        }
        continue;
      }
      // SPEC 1.4, `invalid_utf8`: it has bytes that are not UTF-8.
      const std::size_t size = utf8_sequence_size(rest());
      if (size == 0) {
        return refuse(ErrorCode::invalid_utf8);
      }
      position_ += size;
    }
    return refuse(ErrorCode::syntax, "this string has no closing quote");
  }

  /// Skips an escape from its backslash on. Returns what is wrong with it, and stops at the offending byte.
  std::optional<ErrorCode> skip_escape() {
    ++position_;
    if (!is_ahead('u')) {
      if (at_end() || std::string_view("\"\\/bfnrt").find(text_[position_]) == std::string_view::npos) {
        return ErrorCode::syntax;
      }
      ++position_;
      return std::nullopt;
    }
    const std::optional<std::uint32_t> unit = skip_code_unit();
    if (!unit) {
      return ErrorCode::syntax;
    }
    if (*unit < 0xD800 || *unit > 0xDFFF) {
      return std::nullopt;
    }
    // SPEC 1.4, `lone_surrogate`: a `\u` escape leaves half of a surrogate pair.
    if (*unit >= 0xDC00 || !rest().starts_with("\\u")) {
      return ErrorCode::lone_surrogate;
    }
    ++position_;
    const std::optional<std::uint32_t> low = skip_code_unit();
    if (!low) {
      return ErrorCode::syntax;
    }
    return *low >= 0xDC00 && *low <= 0xDFFF ? std::nullopt : std::optional(ErrorCode::lone_surrogate);
  }

  /// Reads `uXXXX` at the position. If a byte does not fit, stops at it and returns std::nullopt.
  std::optional<std::uint32_t> skip_code_unit() {
    ++position_;
    std::uint32_t unit = 0;
    for (int i = 0; i < 4; ++i, ++position_) {
      const std::size_t digit =
          at_end() ? std::string_view::npos : std::string_view("0123456789abcdefABCDEF").find(text_[position_]);
      if (digit == std::string_view::npos) {
        return std::nullopt;
      }
      unit = unit * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
    }
    return unit;
  }

  /// Skips one digit or more. Returns false if there is none.
  bool skip_digits() {
    const std::size_t before = position_;
    while (is_digit_ahead()) {
      ++position_;
    }
    return position_ > before;
  }

  /// SPEC 1.5: a number that is cut short is itself at fault: a digit must follow the `-`, the point, and the letter or
  /// sign of the exponent.
  Token lex_number() {
    if (is_ahead('-')) {
      ++position_;
      if (rest().starts_with("Infinity")) {  // SPEC 1.4, `number_out_of_range`: `-Infinity`.
        return refuse(ErrorCode::number_out_of_range);
      }
    }
    if (is_ahead('0')) {
      ++position_;
    } else if (!skip_digits()) {
      return refuse(ErrorCode::syntax, digit_missing);
    }
    if (is_ahead('.')) {
      ++position_;
      if (!skip_digits()) {
        return refuse(ErrorCode::syntax, digit_missing);
      }
    }
    if (is_ahead('e') || is_ahead('E')) {
      ++position_;
      if (is_ahead('+') || is_ahead('-')) {
        ++position_;
      }
      if (!skip_digits()) {
        return refuse(ErrorCode::syntax, digit_missing);
      }
    }
    // SPEC 1.4, `number_out_of_range`: a non-integer that rounds to an infinity; more than 4300 digits; an exponent of
    // more than 9 digits.
    Token token = accept();
    const std::string_view number = text_.substr(begin_, position_ - begin_);
    if (!has_permitted_digits(number) || (!is_integer(number) && !parse_real(number))) {
      token.fault = ErrorCode::number_out_of_range;
    }
    return token;
  }

  /// SPEC 1.5: a word that is cut short is itself at fault. A byte that begins no token is a token of its own:
  /// `invalid_utf8` if no UTF-8 sequence begins there, and `syntax` otherwise.
  Token lex_word() {
    // SPEC 1.4, `number_out_of_range`: `NaN` or `Infinity`.
    for (const std::string_view word : {"NaN", "Infinity"}) {
      if (rest().starts_with(word)) {
        return refuse(ErrorCode::number_out_of_range);
      }
    }
    for (const std::string_view word : {"true", "false", "null"}) {
      if (is_ahead(word.front())) {
        const auto differ = std::mismatch(word.begin(), word.end(), rest().begin(), rest().end());
        position_ += static_cast<std::size_t>(differ.first - word.begin());
        return differ.first == word.end() ? accept() : refuse(ErrorCode::syntax);
      }
    }
    return refuse(utf8_sequence_size(rest()) == 0 ? ErrorCode::invalid_utf8 : ErrorCode::syntax);
  }

  static constexpr std::string_view bad_escape =
      "after a backslash in a string, expected one of \" \\ / b f n r t, or u and four hexadecimal digits";
  static constexpr std::string_view digit_missing = "this number is missing a digit";

  std::string_view text_;
  std::string_view complaint_;
  bool is_cut_off_ = false;
  std::size_t position_ = 0;
  std::size_t begin_ = 0;
};

/// Which tokens JSON's grammar allows next. Needs the tokens before to be ones that a parser has accepted.
class ExpectedToken {
 public:
  /// Moves past an accepted token. Its first byte says all that matters.
  void pass(char first) {
    switch (first) {
      case '{':
      case '[':
        open_brackets_ += first;
        next_ = Next::first_item;
        return;
      case '}':
      case ']':
        open_brackets_.pop_back();
        next_ = Next::separator;
        return;
      case ',':
        next_ = Next::item;
        return;
      case ':':
        next_ = Next::value;
        return;
      default:
        next_ = is_in_object() && next_ != Next::value ? Next::colon : Next::separator;
    }
  }

  /// For people: "expected ...". Never empty.
  std::string_view words() const {
    switch (next_) {
      case Next::value:
        return "expected a value";
      case Next::item:
        return is_in_object() ? "expected a key in double quotes" : "expected a value";
      case Next::first_item:
        return is_in_object() ? "expected a key in double quotes, or '}'" : "expected a value, or ']'";
      case Next::colon:
        return "expected ':'";
      case Next::separator:
        return open_brackets_.empty() ? "expected the end"
               : is_in_object()       ? "expected ',' or '}'"
                                      : "expected ',' or ']'";
    }
    return "";  // unreachable for a valid value
  }

 private:
  /// An item is an element of an array, or a member of an object, which begins with its key.
  enum class Next : std::uint8_t { value, first_item, item, colon, separator };

  bool is_in_object() const { return open_brackets_.ends_with('{'); }

  std::string open_brackets_;
  Next next_ = Next::value;
};

/// Most documents that stop early are copies that were cut off, and the size tells.
std::string explain_early_end(std::string_view text, std::string_view words) {
  return "the document stops early, after " + std::to_string(text.size()) + (text.size() == 1 ? " byte" : " bytes") +
         " (is it cut off?): " + std::string(words);
}

/// The offset of the quote that ends the string at `position`, whatever is wrong inside. The text's size if none does.
std::size_t find_closing_quote(std::string_view text, std::size_t position) {
  ++position;
  while (position < text.size() && text[position] != '"') {
    position += text[position] == '\\' ? 2U : 1U;
  }
  return std::min(position, text.size());
}

}  // namespace

Place place_at(std::string_view text, std::size_t offset_bytes) {
  assert(offset_bytes <= text.size());
  const std::string_view before = text.substr(0, offset_bytes);
  const auto line_feeds = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return {offset_bytes, line_feeds + 1, offset_bytes - line_begin + 1};
}

Fault find_fault(std::string_view text, std::size_t accepted_bytes) {
  Lexer lexer(text);
  while (const std::optional<Token> token = lexer.next()) {
    if (token->fault) {
      return {*token->fault, token->begin};
    }
    if (token->end > accepted_bytes) {
      return {ErrorCode::syntax, token->begin};
    }
  }
  // SPEC 1.5: if a document stops early between two tokens, its place is its end.
  return {ErrorCode::syntax, text.size()};
}

std::size_t find_node_offset(std::string_view text, std::size_t node_index) {
  Lexer lexer(text);
  std::size_t nodes_before = 0;
  while (const std::optional<Token> token = lexer.next()) {
    if (std::string_view("]},:").find(text[token->begin]) != std::string_view::npos) {
      continue;
    }
    if (nodes_before == node_index) {
      return token->begin;
    }
    ++nodes_before;
  }
  assert(false && "the text has fewer values and keys than that");
  return text.size();
}

std::string explain_syntax_fault(std::string_view text, std::size_t offset_bytes) {
  Lexer lexer(text);
  ExpectedToken expected;
  while (const std::optional<Token> token = lexer.next()) {
    if (token->begin == offset_bytes) {
      const std::string_view words = lexer.complaint().empty() ? expected.words() : lexer.complaint();
      return lexer.is_cut_off() ? explain_early_end(text, words) : "this is not JSON: " + std::string(words);
    }
    expected.pass(text[token->begin]);
  }
  return explain_early_end(text, expected.words());
}

bool is_whole_object(std::string_view text) {
  // Not by tokens: a faulty string would end at its fault, and the rest of it would count as brackets and quotes.
  std::string open_brackets;
  std::size_t position = text.find_first_not_of(white_space);
  if (position == std::string_view::npos || text[position] != '{') {
    return false;
  }
  do {
    const char character = text[position];
    if (character == '"') {
      position = find_closing_quote(text, position);
    } else if (character == '{' || character == '[') {
      open_brackets += character;
    } else if (character == '}' || character == ']') {
      if (open_brackets.back() != (character == '}' ? '{' : '[')) {
        return false;
      }
      open_brackets.pop_back();
    }
    ++position;
  } while (!open_brackets.empty() && position < text.size());
  return open_brackets.empty() && text.find_first_not_of(white_space, position) == std::string_view::npos;
}

}  // namespace pith::canon
