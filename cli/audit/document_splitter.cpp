// Whether a stream is NDJSON is known when the first byte behind its first line is seen. Until then all bytes are kept,
// because they may be one document. Then lines are cut from the blocks of the source: a line within a block is copied
// once, and only a line that crosses blocks is put together in text_.
//
// Example: `{"a":{}}` LF `{}` is two documents. Counter-example: `{"a":{}` LF `,"b":1}` is one, because the last
// bracket of its first line closes an inner object.
//
// Cost: a search for line feeds and one copy. Tests: tests/audit/test_reader.py.

#include "cli/audit/document_splitter.h"

#include <algorithm>
#include <utility>

#include "canon/lexer.h"
#include "engine/bundles/split_input.h"

namespace pith::cli {
namespace {

constexpr std::string_view white_space = " \t\r\n";

/// Where the last line of a text begins.
std::size_t last_line_begin(std::string_view text) {
  return text.rfind('\n') + 1;  // npos + 1 is 0
}

}  // namespace

Error too_large(std::uint64_t document_bytes_max) {
  return {ErrorCode::too_large, no_place,
          "this document has more than " + std::to_string(document_bytes_max) +
              " bytes: if it may, raise the limit with --max-document"};
}

Error nothing_to_read() {
  return {ErrorCode::empty, no_place, "the input is empty, or has only white space"};
}

DocumentSplitter::DocumentSplitter(ByteSource& bytes, bool is_ndjson, std::uint64_t document_bytes_max,
                                   std::uint64_t size_bytes_expected)
    : bytes_(bytes),
      size_max_(document_bytes_max),
      size_expected_(size_bytes_expected),
      state_(is_ndjson ? State::lines : State::undecided) {}

std::optional<SplitDocument> DocumentSplitter::next() {
  switch (state_) {
    case State::undecided:
      return begin();
    case State::lines:
      return next_line();
    case State::ended:
      break;
  }
  return std::nullopt;
}

bool DocumentSplitter::is_buffered() const {
  return state_ == State::lines && block_.find('\n') != std::string_view::npos;
}

/// Makes block_ the next block. Returns false if there is none.
bool DocumentSplitter::fill() {
  if (is_at_end_) {
    return false;
  }
  Result<std::string_view> block = bytes_.read();
  if (!block) {
    failed_ = std::move(block).error();
  }
  block_ = block ? *block : std::string_view();
  is_at_end_ = block_.empty();
  return !is_at_end_;
}

std::optional<SplitDocument> DocumentSplitter::begin() {
  if (!skip_blanks(text_, 0)) {
    return refuse_whole(failed_.value_or(nothing_to_read()));
  }
  if (block_.front() != '{') {  // not an object: there is no need to find the end of the line
    return whole();
  }
  const std::uint64_t first_line = line_;
  char last = '{';
  if (!read_first_line(last) || !is_whole_object(last)) {
    return whole();
  }
  std::string behind;
  const bool was_too_large = std::exchange(is_line_too_large_, false);
  if (!skip_blanks(behind, text_.size())) {
    text_ += behind;
    return whole();
  }
  state_ = State::lines;
  SplitDocument first = {std::move(text_), first_line};
  text_ = behind.substr(last_line_begin(behind));
  if (was_too_large) {
    first = {"", first_line, too_large(size_max_)};
  } else {
    first.text.pop_back();  // its LF
    first.text.erase(0, last_line_begin(first.text));
  }
  return first;
}

/// Skips white space and keeps it in `kept`, which has the bytes of the stream behind the first `size_before`. If that
/// would be too much, keeps only the beginning of the last line. Returns false at the end of the stream.
bool DocumentSplitter::skip_blanks(std::string& kept, std::size_t size_before) {
  while (!block_.empty() || fill()) {
    const std::string_view blanks = block_.substr(0, block_.find_first_not_of(white_space));
    const auto line_feeds = static_cast<std::uint64_t>(std::count(blanks.begin(), blanks.end(), '\n'));
    line_ += line_feeds;
    is_line_too_large_ = is_line_too_large_ && line_feeds == 0;
    if (!is_line_too_large_) {
      kept += blanks;
    }
    if (is_whole_too_large_ || size_before + kept.size() > size_max_) {
      is_whole_too_large_ = true;
      kept.erase(0, last_line_begin(kept));
      is_line_too_large_ = is_line_too_large_ || kept.size() > size_max_;
      kept.resize(is_line_too_large_ ? 0 : kept.size());
    }
    block_.remove_prefix(blanks.size());
    if (!block_.empty()) {
      return true;
    }
  }
  return false;
}

/// Reads the rest of the first line, with its LF, behind what text_ has. Sets `last` to its last byte that is not white
/// space. Returns false if the stream ends first.
bool DocumentSplitter::read_first_line(char& last) {
  while (!block_.empty() || fill()) {
    const std::size_t end = block_.find('\n');
    const bool has_end = end != std::string_view::npos;
    const std::string_view part = block_.substr(0, has_end ? end + 1 : end);
    block_.remove_prefix(part.size());
    if (const std::size_t last_byte = part.find_last_not_of(white_space); last_byte != std::string_view::npos) {
      last = part[last_byte];
    }
    if (text_.size() + part.size() > size_max_) {
      is_whole_too_large_ = true;
      text_.erase(0, last_line_begin(text_));
      is_line_too_large_ = is_line_too_large_ || text_.size() + part.size() - (has_end ? 1 : 0) > size_max_;
    }
    if (is_line_too_large_) {
      text_.clear();
    } else {
      text_ += part;
    }
    if (has_end) {
      ++line_;
      return true;
    }
  }
  return false;
}

/// SPEC 9.5: whether the first line, which read_first_line() has read, is a whole JSON object. A line over the limit is
/// not kept, so its last byte must do. That is a guess, but the stream is over the limit too: the guess only decides
/// whether the line is refused, and reading goes on behind it, or the stream is refused as one document.
bool DocumentSplitter::is_whole_object(char last) const {
  return is_line_too_large_ ? last == '}' : canon::is_whole_object(text_);  // blank lines before it are white space
}

/// The stream as one document. text_ has its bytes before block_, unless they are too many.
SplitDocument DocumentSplitter::whole() {
  while (!is_whole_too_large_ && (!block_.empty() || fill())) {
    if (size_expected_ > text_.size()) {
      text_.reserve(static_cast<std::size_t>(std::min(size_expected_, size_max_)));
    }
    is_whole_too_large_ = text_.size() + block_.size() > size_max_;
    if (!is_whole_too_large_) {
      text_ += block_;
      block_ = {};
    }
  }
  if (is_whole_too_large_) {
    return refuse_whole(too_large(size_max_));
  }
  if (failed_) {
    return refuse_whole(*failed_);
  }
  state_ = State::ended;
  return {std::move(text_)};
}

SplitDocument DocumentSplitter::refuse_whole(Error error) {
  state_ = State::ended;
  return {"", 0, std::move(error)};
}

std::optional<SplitDocument> DocumentSplitter::next_line() {
  while (!block_.empty() || fill()) {
    const std::size_t end = block_.find('\n');
    const std::string_view part = block_.substr(0, end);
    is_line_too_large_ = is_line_too_large_ || text_.size() + part.size() > size_max_;
    if (is_line_too_large_) {
      text_.clear();
    }
    if (end == std::string_view::npos) {
      text_ += is_line_too_large_ ? std::string_view() : part;
      block_ = {};
      continue;
    }
    block_.remove_prefix(end + 1);
    const std::uint64_t line = line_++;
    if (std::exchange(is_line_too_large_, false)) {
      return SplitDocument{"", line, too_large(size_max_)};
    }
    text_ += part;
    if (engine::is_blank(text_)) {
      text_.clear();
    } else {
      return SplitDocument{std::exchange(text_, {}), line};
    }
  }
  return last_line();
}

/// What follows the last LF. If reading failed, it is a part of a line and no document.
std::optional<SplitDocument> DocumentSplitter::last_line() {
  state_ = State::ended;
  if (failed_) {
    return SplitDocument{"", line_, *failed_};
  }
  if (is_line_too_large_) {
    return SplitDocument{"", line_, too_large(size_max_)};
  }
  if (engine::is_blank(text_)) {
    return std::nullopt;
  }
  return SplitDocument{std::move(text_), line_};
}

}  // namespace pith::cli
