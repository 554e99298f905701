// Strict JSON (SPEC 1.4) into a flat document.
//
// Idea: the tokenizer of Boost.JSON calls Builder for each token in turn, and Builder appends a node. Keys of open
// objects wait on a stack; when an object ends, its keys are sorted, so that equal keys are next to each other and the
// canonical form needs no further sorting. Boost.JSON's own values would not do: it keeps the last of two equal keys,
// and rounds doubles imprecisely unless told otherwise. Here each number's own text decides.
//
// Example: {"b":[1,2],"a":"x"} becomes the nodes {, "b", [, 1, 2, "a", "x", and sorted_keys 5, 1.
// Counter-example: in {"a":1,"\u0061":2} the two keys are equal only after unescaping. It is refused all the same.
//
// If the parser stops, find_fault (canon/lexer.h) finds the first faulty token, and first_duplicate_key looks among the
// keys that were read: the one that comes first in the text wins. Objects that had ended were sorted and had no equal
// keys; objects that had not are still on the stack.
//
// Cost: time n log n for the keys of each object and linear otherwise; 16 bytes for each value or key, 4 more for each
// key, and a copy of each real number and each string with an escape. An object whose keys come sorted is not sorted.
// Tests: tests/canon_test.cpp, tests/canon_properties_test.cpp, tests/cli/test_refusals.py, the vectors in
// tests/vectors/canon, fuzz/canon_fuzzer.cpp.

#include "canon/parse.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "canon/floating_point.h"
#include "canon/lexer.h"
#include "canon/number.h"
#include "canon/text.h"

namespace pith::canon {
namespace {

using BoostError = boost::json::error_code;
using BoostText = boost::json::string_view;

/// Takes the tokens from Boost.JSON's basic_parser and builds the flat document. It ignores the values that the
/// tokenizer computes for numbers: each number's own text decides (SPEC 1.3).
class Builder {
 public:
  // Only the size of the whole text limits strings and containers.
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  Builder(std::string_view input, Document& document) : input_(input), document_(document) {
    open_keys_.reserve(nesting_depth_max);
    document.nodes.reserve(input.size() / bytes_per_node_guess + 1);
    document.sorted_keys.reserve(input.size() / (2 * bytes_per_node_guess) + 1);
  }

  bool on_document_begin(BoostError&) { return true; }
  bool on_document_end(BoostError&) { return true; }

  bool on_object_begin(BoostError&) { return open(Kind::object); }
  bool on_array_begin(BoostError&) { return open(Kind::array); }
  // SPEC 1.4, `duplicate_key`: a key appears twice in one object; keys are compared after unescaping.
  bool on_object_end(std::size_t, BoostError& error) {
    return sort_keys(open_containers_[depth_ - 1]) ? close() : fail(error);
  }
  bool on_array_end(std::size_t, BoostError&) { return close(); }

  bool on_key_part(BoostText part, std::size_t, BoostError&) { return keep_part(part); }
  bool on_string_part(BoostText part, std::size_t, BoostError&) { return keep_part(part); }
  bool on_number_part(BoostText part, BoostError&) { return keep_part(part); }

  bool on_key(BoostText last_part, std::size_t, BoostError&) {
    open_keys_.push_back(node_count());
    add_string(last_part);
    return true;
  }
  bool on_string(BoostText last_part, std::size_t, BoostError&) {
    count_element();
    add_string(last_part);
    return true;
  }

  bool on_int64(std::int64_t, BoostText last_part, BoostError& error) { return add_number(last_part, error); }
  bool on_uint64(std::uint64_t, BoostText last_part, BoostError& error) { return add_number(last_part, error); }
  bool on_double(double, BoostText last_part, BoostError& error) { return add_number(last_part, error); }

  bool on_bool(bool value, BoostError&) {
    count_element();
    add_scalar(value ? Kind::boolean_true : Kind::boolean_false, value ? "true" : "false", true);
    return true;
  }
  bool on_null(BoostError&) {
    count_element();
    add_scalar(Kind::null, "null", true);
    return true;
  }

  bool on_comment_part(BoostText, BoostError&) { return true; }
  bool on_comment(BoostText, BoostError&) { return true; }

  /// SPEC 1.5: the first key that appears for the second time in an object that did not end, or whose end was refused.
  /// An index into the nodes; std::nullopt if no key does. Sorts the keys of these objects.
  std::optional<std::uint32_t> first_duplicate_key() {
    std::optional<std::uint32_t> first;
    for (std::size_t i = 0; i < depth_; ++i) {
      const OpenContainer& container = open_containers_[i];
      const std::size_t keys_end = i + 1 < depth_ ? open_containers_[i + 1].first_key : open_keys_.size();
      const std::optional<std::uint32_t> duplicate =
          sort_and_find_duplicate(std::span(open_keys_).subspan(container.first_key, keys_end - container.first_key));
      if (duplicate && (!first || *duplicate < *first)) {
        first = duplicate;
      }
    }
    return first;
  }

 private:
  // Registry bundles have a key or a value in every 17 bytes. A wrong guess costs a few reallocations, or about as much
  // memory as the text takes.
  static constexpr std::size_t bytes_per_node_guess = 16;

  struct OpenContainer {
    std::uint32_t node = 0;
    std::uint32_t element_count = 0;
    std::size_t first_key = 0;  // its keys in open_keys_ begin here
    std::uint8_t height_below = 0;
  };

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(document_.nodes.size()); }

  static bool fail(BoostError& error) {
    error = make_error_code(boost::json::error::exception);  // any will do: the place decides the code
    return false;
  }

  /// Counts the elements of an array. In an object, which has its keys counted instead, this has no effect.
  void count_element() {
    if (depth_ > 0) {
      ++open_containers_[depth_ - 1].element_count;
    }
  }

  bool open(Kind kind) {
    count_element();
    open_containers_[depth_++] = {node_count(), 0, open_keys_.size(), 0};
    Node node{};
    node.span = {0, 0};
    node.kind = kind;
    document_.nodes.push_back(node);
    return true;
  }

  bool close() {
    const OpenContainer& container = open_containers_[--depth_];
    Node& node = document_.nodes[container.node];
    node.size = container.element_count;
    node.span.end = node_count();
    node.height = static_cast<std::uint8_t>(container.height_below + 1);
    if (depth_ > 0) {
      std::uint8_t& outer = open_containers_[depth_ - 1].height_below;
      outer = std::max(outer, node.height);
    }
    return true;
  }

  std::string_view key_text(std::uint32_t key) const { return {document_.nodes[key].text, document_.nodes[key].size}; }

  /// Sorts keys by text, and equal keys by index. Returns the earliest key that equals one before it.
  std::optional<std::uint32_t> sort_and_find_duplicate(std::span<std::uint32_t> keys) const {
    const auto before = [this](std::uint32_t left, std::uint32_t right) {
      const std::strong_ordering order = compare_text(key_text(left), key_text(right));
      return order != 0 ? order < 0 : left < right;
    };
    const auto not_ascending = [this](std::uint32_t left, std::uint32_t right) {
      return compare_text(key_text(left), key_text(right)) >= 0;
    };
    if (std::adjacent_find(keys.begin(), keys.end(), not_ascending) == keys.end()) {
      return std::nullopt;  // the keys came sorted, as in a canonical text
    }
    std::sort(keys.begin(), keys.end(), before);
    std::optional<std::uint32_t> first;
    for (std::size_t i = 1; i < keys.size(); ++i) {
      if (key_text(keys[i - 1]) == key_text(keys[i]) && (!first || keys[i] < *first)) {
        first = keys[i];
      }
    }
    return first;
  }

  bool sort_keys(const OpenContainer& object) {
    const std::span<std::uint32_t> keys = std::span(open_keys_).subspan(object.first_key);
    if (sort_and_find_duplicate(keys)) {
      return false;
    }
    document_.nodes[object.node].span.sorted_keys = static_cast<std::uint32_t>(document_.sorted_keys.size());
    document_.sorted_keys.insert(document_.sorted_keys.end(), keys.begin(), keys.end());
    open_keys_.resize(object.first_key);
    return true;
  }

  bool keep_part(BoostText part) {
    parts_.append(part.data(), part.size());
    return true;
  }

  bool is_in_input(BoostText text) const {
    const std::less_equal<const char*> not_after;
    return not_after(input_.data(), text.data()) && not_after(text.data(), input_.data() + input_.size());
  }

  /// The whole text of a token, which came in parts or in one.
  std::string_view join(BoostText last_part) {
    if (parts_.empty()) {
      return {last_part.data(), last_part.size()};
    }
    parts_.append(last_part.data(), last_part.size());
    return parts_;
  }

  void add_string(BoostText last_part) {
    // A string that Boost.JSON hands over as one slice of the input has no escape in it, so none is needed to write it
    // (SPEC 1.2).
    const bool is_plain = parts_.empty() && is_in_input(last_part);
    const std::string_view text = join(last_part);
    add_scalar(Kind::string, is_plain ? text : document_.texts.store(text), is_plain);
    parts_.clear();
  }

  bool add_number(BoostText last_part, BoostError& error) {
    count_element();
    const bool is_stable = parts_.empty();
    const std::string_view text = join(last_part);
    // SPEC 1.4, `number_out_of_range`: more than 4300 digits; an exponent of more than 9 digits.
    if (!has_permitted_digits(text)) {
      return fail(error);
    }
    // SPEC 1.3: an integer keeps its own digits, except that `-0` is written `0`.
    if (is_integer(text)) {
      const std::string_view integer = text == "-0" ? "0" : text;
      add_scalar(Kind::integer, is_stable ? integer : document_.texts.store(integer), true);
    } else {
      // SPEC 1.4, `number_out_of_range`: a non-integer that rounds to an infinity.
      const std::optional<double> value = parse_real(text);
      if (!value) {
        return fail(error);
      }
      add_scalar(Kind::real, document_.texts.store(write_real(*value).view()), true);
    }
    parts_.clear();
    return true;
  }

  void add_scalar(Kind kind, std::string_view text, bool is_plain) {
    Node node{};
    node.text = text.data();
    node.size = static_cast<std::uint32_t>(text.size());
    node.kind = kind;
    node.is_plain = is_plain;
    document_.nodes.push_back(node);
  }

  std::string_view input_;
  Document& document_;
  std::array<OpenContainer, nesting_depth_max> open_containers_;
  std::size_t depth_ = 0;
  std::vector<std::uint32_t> open_keys_;
  std::string parts_;
};

/// What a person should know about a fault.
std::string explain(std::string_view text, ErrorCode code, std::size_t offset_bytes) {
  switch (code) {
    case ErrorCode::trailing_data:
      return "the document has ended: only white space may follow its value";
    case ErrorCode::byte_order_mark:
      return "the document starts with a byte-order mark: save it without one";
    case ErrorCode::invalid_utf8:
      return "these bytes are not UTF-8: save the document as UTF-8";
    case ErrorCode::lone_surrogate:
      return "a \\u escape in this string leaves half of a surrogate pair";
    case ErrorCode::duplicate_key:
      return "this key appears twice in one object";
    case ErrorCode::number_out_of_range:
      return "a number must be finite, with at most 4300 digits, and at most 9 digits in its exponent";
    case ErrorCode::depth_exceeded:
      return "arrays and objects are nested more than 64 deep";
    default:
      return explain_syntax_fault(text, offset_bytes);
  }
}

Error refuse(std::string_view text, ErrorCode code, std::size_t offset_bytes) {
  return {code, place_at(text, offset_bytes), explain(text, code, offset_bytes)};
}

/// SPEC 1.5: of several faults, the one whose offending byte comes first is reported. Needs a text that the parser
/// refused after `accepted_bytes`, with the builder as it was then.
Error find_refusal(std::string_view text, const BoostError& error, std::size_t accepted_bytes, Builder& builder) {
  Fault fault = find_fault(text, accepted_bytes);
  // SPEC 1.4, `depth_exceeded`: more than 64 containers are nested in one another.
  if (error == boost::json::error::too_deep) {
    fault.code = ErrorCode::depth_exceeded;
  }
  // SPEC 1.4, `duplicate_key`: a key appears twice in one object; keys are compared after unescaping.
  if (const std::optional<std::uint32_t> key = builder.first_duplicate_key()) {
    const std::size_t key_offset_bytes = find_node_offset(text, *key);
    if (key_offset_bytes < fault.offset_bytes) {
      fault = {ErrorCode::duplicate_key, key_offset_bytes};
    }
  }
  return refuse(text, fault.code, fault.offset_bytes);
}

}  // namespace

Result<void> check_size(std::size_t size_bytes) {
  if (size_bytes > document_size_bytes_max) {
    return Error{ErrorCode::unreadable, {}, "the text is larger than 2,147,483,647 bytes"};
  }
  return {};
}

Result<Document> parse(std::string_view text) {
  if (Result<void> checked = check_size(text.size()); !checked) {
    return std::move(checked).error();
  }
  // SPEC 1.4, `byte_order_mark`: it starts with the bytes EF BB BF.
  if (text.starts_with("\xEF\xBB\xBF")) {
    return refuse(text, ErrorCode::byte_order_mark, 0);
  }
  // Boost.JSON computes a double for each number, which is not used, but may be a trap.
  const DefaultFloatingPoint scope;
  Document document;
  document.text = text;
  boost::json::parse_options options;
  options.max_depth = nesting_depth_max;
  boost::json::basic_parser<Builder> tokenizer(options, text, document);
  BoostError error;
  const std::size_t accepted_bytes = tokenizer.write_some(false, text.data(), text.size(), error);
  if (error) {
    return find_refusal(text, error, accepted_bytes, tokenizer.handler());
  }
  // SPEC 1.4, `trailing_data`: something other than white space follows the value.
  if (accepted_bytes < text.size()) {
    return refuse(text, ErrorCode::trailing_data, accepted_bytes);
  }
  return document;
}

}  // namespace pith::canon
