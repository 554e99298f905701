#include "canon/parse.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "canon/lexer.h"
#include "canon/number.h"
#include "canon/text.h"

namespace pith::canon {
namespace {

using BoostError = boost::json::error_code;
using BoostText = boost::json::string_view;

/// Takes the tokens from Boost.JSON's basic_parser and builds the flat document. The values that the
/// tokenizer computes for numbers are ignored: each number's own text decides (SPEC 1.3).
class Builder {
 public:
  // Strings and containers are limited by the size of the whole text alone.
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

  /// SPEC 1.4: of all objects that the parser did not leave in good order, the first key that stands there
  /// for the second time, as an index into the nodes.
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
  // Registry bundles have a key or a value in every 17 bytes; a wrong guess costs a few reallocations, or about as much
  // memory as the text.
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

  /// An array's element has no key to be counted by; inside an object this counts for nothing.
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

  /// Sorts keys by text, equal ones by place; the earliest that equals one before it.
  std::optional<std::uint32_t> sort_and_find_duplicate(std::span<std::uint32_t> keys) const {
    const auto before = [this](std::uint32_t left, std::uint32_t right) {
      const std::strong_ordering order = compare_text(key_text(left), key_text(right));
      return order != 0 ? order < 0 : left < right;
    };
    const auto not_ascending = [this](std::uint32_t left, std::uint32_t right) {
      return compare_text(key_text(left), key_text(right)) >= 0;
    };
    if (std::adjacent_find(keys.begin(), keys.end(), not_ascending) == keys.end()) {
      return std::nullopt;  // what was canonical before
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

  /// The whole text of a token that came in parts; a token in one part is taken as it is.
  std::string_view join(BoostText last_part) {
    if (parts_.empty()) {
      return {last_part.data(), last_part.size()};
    }
    parts_.append(last_part.data(), last_part.size());
    return parts_;
  }

  void add_string(BoostText last_part) {
    // A string that reaches us in one piece of the input has no escape in it, and so needs none (SPEC 1.2).
    const bool is_plain = parts_.empty() && is_in_input(last_part);
    const std::string_view text = join(last_part);
    add_scalar(Kind::string, is_plain ? text : document_.texts.store(text), is_plain);
    parts_.clear();
  }

  bool add_number(BoostText last_part, BoostError& error) {
    count_element();
    const bool is_stable = parts_.empty();
    const std::string_view text = join(last_part);
    if (!has_permitted_digits(text)) {
      return fail(error);
    }
    if (is_integer(text)) {
      const std::string_view integer = text == "-0" ? "0" : text;
      add_scalar(Kind::integer, is_stable ? integer : document_.texts.store(integer), true);
    } else {
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

std::string_view explanation(ErrorCode code) {
  switch (code) {
    case ErrorCode::trailing_data:
      return "something follows the end of the document";
    case ErrorCode::byte_order_mark:
      return "the document starts with a byte-order mark";
    case ErrorCode::invalid_utf8:
      return "these bytes are not UTF-8";
    case ErrorCode::lone_surrogate:
      return "an escape leaves half of a surrogate pair";
    case ErrorCode::duplicate_key:
      return "this key stands twice in one object";
    case ErrorCode::number_out_of_range:
      return "this number is not finite, or has too many digits";
    case ErrorCode::depth_exceeded:
      return "containers are nested deeper than 64";
    default:
      return "this is not JSON";
  }
}

Error refuse(std::string_view text, ErrorCode code, std::size_t offset_bytes) {
  const bool stops_early = code == ErrorCode::syntax && offset_bytes == text.size();
  return {code, place_at(text, offset_bytes),
          std::string(stops_early ? "the document stops early" : explanation(code))};
}

/// SPEC 1.4 and 1.5: the first fault of a text that was refused after so many bytes.
Error find_refusal(std::string_view text, const BoostError& error, std::size_t accepted_bytes, Builder& builder) {
  Fault fault = find_fault(text, accepted_bytes);
  if (error == boost::json::error::too_deep) {
    fault.code = ErrorCode::depth_exceeded;
  }
  if (const std::optional<std::uint32_t> key = builder.first_duplicate_key()) {
    const std::size_t key_offset_bytes = find_node_offset(text, *key);
    if (key_offset_bytes < fault.offset_bytes) {
      fault = {ErrorCode::duplicate_key, key_offset_bytes};
    }
  }
  return refuse(text, fault.code, fault.offset_bytes);
}

}  // namespace

std::optional<Error> check_size(std::size_t size_bytes) {
  if (size_bytes <= document_size_bytes_max) {
    return std::nullopt;
  }
  return Error{ErrorCode::unreadable, {}, "there are more than 2,147,483,647 bytes"};
}

Result<Document> parse(std::string_view text) {
  if (std::optional<Error> error = check_size(text.size())) {
    return *std::move(error);
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return refuse(text, ErrorCode::byte_order_mark, 0);
  }
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
  if (accepted_bytes < text.size()) {
    return refuse(text, ErrorCode::trailing_data, accepted_bytes);
  }
  return document;
}

}  // namespace pith::canon
