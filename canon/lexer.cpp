#include "canon/lexer.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>
#include <string>

#include "canon/encoding.h"
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

class Lexer {
 public:
  explicit Lexer(std::string_view text) noexcept : text_(text) {}

  /// The next token; nothing at the end of the text.
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

 private:
  Token accept() const { return {begin_, position_, std::nullopt}; }

  /// The byte at the position offends, or the text ends there.
  Token refuse(ErrorCode code) {
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
        return refuse(ErrorCode::syntax);
      }
      if (byte == '\\') {
        if (const std::optional<ErrorCode> fault = skip_escape()) {
          return refuse(*fault);
        }
        continue;
      }
      const std::size_t size = utf8_sequence_size(rest());
      if (size == 0) {
        return refuse(ErrorCode::invalid_utf8);
      }
      position_ += size;
    }
    return refuse(ErrorCode::syntax);
  }

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

  /// Reads `uXXXX` at the position; stops at the first byte that does not fit.
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

  /// Skips one digit or more; false where there is none.
  bool skip_digits() {
    const std::size_t before = position_;
    while (is_digit_ahead()) {
      ++position_;
    }
    return position_ > before;
  }

  Token lex_number() {
    if (is_ahead('-')) {
      ++position_;
      if (rest().starts_with("Infinity")) {
        return refuse(ErrorCode::number_out_of_range);
      }
    }
    if (is_ahead('0')) {
      ++position_;
    } else if (!skip_digits()) {
      return refuse(ErrorCode::syntax);
    }
    if (is_ahead('.')) {
      ++position_;
      if (!skip_digits()) {
        return refuse(ErrorCode::syntax);
      }
    }
    if (is_ahead('e') || is_ahead('E')) {
      ++position_;
      if (is_ahead('+') || is_ahead('-')) {
        ++position_;
      }
      if (!skip_digits()) {
        return refuse(ErrorCode::syntax);
      }
    }
    Token token = accept();
    const std::string_view number = text_.substr(begin_, position_ - begin_);
    if (!has_permitted_digits(number) || (!is_integer(number) && !parse_real(number))) {
      token.fault = ErrorCode::number_out_of_range;
    }
    return token;
  }

  Token lex_word() {
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

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t begin_ = 0;
};

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

bool is_whole_object(std::string_view text) {
  Lexer lexer(text);
  std::string open_brackets;
  bool is_closed = false;
  while (const std::optional<Token> token = lexer.next()) {
    const char first = text[token->begin];
    if (is_closed || (open_brackets.empty() && first != '{')) {
      return false;
    }
    if (first == '{' || first == '[') {
      open_brackets += first;
    } else if (first == '}' || first == ']') {
      if (open_brackets.back() != (first == '}' ? '{' : '[')) {
        return false;
      }
      open_brackets.pop_back();
      is_closed = open_brackets.empty();
    }
  }
  return is_closed;
}

}  // namespace pith::canon
