// nlohmann-json 3.11 accepts more than SPEC 1.4 does. We see these differences in the events of its reader. Each is
// listed with the error code that we must give:
//   - it takes the last of two equal keys                           -> duplicate_key
//   - it has no limit on depth (its reader does not recurse)        -> depth_exceeded
//   - it does not count digits                                      -> number_out_of_range
//   - it skips a byte-order mark                                    -> byte_order_mark
//   - it ends at a zero byte outside a string                       -> syntax, or trailing_data
// It refuses numbers that its type for reals cannot hold, also integers beyond 64 bits. Here that type is long double,
// which holds numbers below 1e4932, and so every integer of 4300 digits. So SPEC 1.4 refuses all numbers that it
// refuses. Whether a real fits binary64 is checked again here.

#include "fuzz/support/other_reader.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "canon/document.h"
#include "canon/number.h"
#include "fuzz/support/c_library.h"

namespace pith::fuzz {
namespace {

using OtherJson =
    nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, long double>;
static_assert(std::numeric_limits<long double>::max_exponent10 > static_cast<int>(canon::number_digits_max));

class Walk : public nlohmann::json_sax<OtherJson> {
 public:
  explicit Walk(std::set<ErrorCode>& faults) : faults_(faults) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  /// Also called for integers that do not fit 64 bits. `text` is the number as it is written.
  bool number_float(number_float_t, const string_t& text) override {
    const std::size_t letter = text.find_first_of("eE");
    std::size_t digits = 0;
    for (const char c : text.substr(0, letter)) {
      digits += c >= '0' && c <= '9' ? 1 : 0;
    }
    std::size_t exponent_digits = 0;
    if (letter != string_t::npos) {
      const std::size_t first = text.find_first_of("123456789", letter);
      exponent_digits = first == string_t::npos ? 0 : text.size() - first;
    }
    const bool is_integer = text.find_first_of(".eE") == string_t::npos;
    if (digits > canon::number_digits_max || exponent_digits > canon::exponent_digits_max ||
        (!is_integer && !std::isfinite(read_with_c_library(text)))) {
      faults_.insert(ErrorCode::number_out_of_range);
    }
    return true;
  }

  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return open();
  }
  bool key(string_t& key) override {
    if (!keys_.back().insert(key).second) {
      faults_.insert(ErrorCode::duplicate_key);
    }
    return true;
  }
  bool end_object() override {
    keys_.pop_back();
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool open() {
    if (++depth_ > canon::nesting_depth_max) {
      faults_.insert(ErrorCode::depth_exceeded);
    }
    return true;
  }

  std::set<ErrorCode>& faults_;
  std::vector<std::set<std::string>> keys_;  // of the open objects
  std::size_t depth_ = 0;
};

}  // namespace

OtherReading read_otherwise(std::string_view text) {
  OtherReading reading;
  if (text.starts_with("\xEF\xBB\xBF")) {
    reading.faults.insert(ErrorCode::byte_order_mark);
  }
  if (text.find('\0') != std::string_view::npos) {
    reading.faults.insert({ErrorCode::syntax, ErrorCode::trailing_data});
  }
  Walk walk(reading.faults);
  reading.is_json = OtherJson::sax_parse(text.begin(), text.end(), &walk);
  return reading;
}

}  // namespace pith::fuzz
