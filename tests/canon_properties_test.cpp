// SPEC 1 on random documents. The canonical form is a fixed point and what the slow reference writes. What the
// reference refuses is refused. A planted fault gives the error code and the place.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "pith/canonical.h"
#include "tests/support/odd_json.h"
#include "tests/support/property.h"
#include "tests/support/reference_json.h"
#include "tests/support/respell.h"

namespace pith::tests {
namespace {

RC_GTEST_PROP(Rule1_1_CanonicalForm, IsAFixedPointAndMatchesTheReference, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  for (std::size_t count = 20 * run.motifs; count > 0; --count) {
    const std::string document = odd_json(chance, 5);
    const Result<std::string> canonical = canonical_json(document);
    RC_ASSERT(canonical.ok());
    RC_ASSERT(*canonical == reference::write(*reference::read(document)));
    RC_ASSERT(*canonical_json(*canonical) == *canonical);
    RC_ASSERT(*canonical_json(respell(document, chance)) == *canonical);
  }
}

/// Takes out, inserts, flips or repeats some bytes.
std::string damaged(std::string text, Chance& chance) {
  static const std::vector<std::string> pieces = {
      "\"",       "\\",   "{",    "}",    "[",    "]",   ",",    ":",     "0",    "-",
      ".",        "e",    " ",    "\n",   "1",    "a",   "\\u0", "\\uD8", "\xC0", "\xED\xA0",
      "\xF4\x90", "\x80", "\xEF", "\xFF", "null", "NaN", "\t",   "/**/",  "//\n"};
  for (std::size_t changes = 1 + chance.below(3); changes > 0; --changes) {
    const std::size_t offset = chance.below(text.size() + 1);
    switch (chance.below(4)) {
      case 0:
        text.erase(offset, 1 + chance.below(3));
        break;
      case 1:
        text.insert(offset, chance.pick(pieces));
        break;
      case 2:
        text.insert(offset, text.substr(chance.below(text.size() + 1), chance.below(8)));
        break;
      default:
        if (offset < text.size()) {
          text[offset] = static_cast<char>(text[offset] ^ (1 << chance.below(8)));
        }
    }
  }
  return text;
}

/// A document just inside or just outside a limit of SPEC 1.4.
std::string near_a_limit(Chance& chance) {
  const std::size_t more = chance.below(2);
  const bool is_inner = chance.percent(50);
  switch (chance.below(5)) {
    case 0:
      return std::string(64 + more, '[') + std::string(64 + more, ']');
    case 1:
      return (is_inner ? "0." : "1") + std::string(4299 + more, '3');
    case 2:
      return "1e" + std::string(is_inner ? "-" : "") + std::string(chance.below(3), '0') +
             chance.pick(std::vector<std::string>{"0", "1", is_inner ? "9" : "0"}) +
             std::string(8 + more, is_inner && chance.percent(50) ? '9' : '0');
    case 3:
      return more == 0 ? "1.7976931348623158e308" : "1.7976931348623159e308";
    default:
      return more == 0 ? "{\"a\":1,\"b\":1}" : "{\"\\u0061\":1,\"a\":1}";
  }
}

RC_GTEST_PROP(Rule1_4_Refusals, MatchTheReference, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  for (std::size_t count = 40 * run.motifs; count > 0; --count) {
    const std::string text = chance.percent(10) ? near_a_limit(chance) : damaged(odd_json(chance, 4), chance);
    const std::optional<reference::Json> read = reference::read(text);
    const Result<std::string> canonical = canonical_json(text);
    if (canonical.ok() != read.has_value() || (read && *canonical != reference::write(*read))) {
      RC_FAIL("the engine " + (canonical.ok() ? "reads " + *canonical : "refuses") + ", the reference " +
              (read ? "reads " + reference::write(*read) : "refuses") + " from " + quote(text));
    }
  }
}

/// A value with one fault, cut at the token that holds the fault.
struct BrokenText {
  ErrorCode code;
  std::string before;
  std::string token;  ///< its first byte is the place
  std::string after;
};

// SPEC 1.5: the place of the first fault is the first byte of its token, as offset, line and column.
RC_GTEST_PROP(Rule1_5_Place, IsThatOfAPlantedFault, ()) {
  static const std::vector<BrokenText> faults = {
      {ErrorCode::syntax, "", "?", ""},
      {ErrorCode::syntax, "", "\"\\x\"", ""},
      {ErrorCode::syntax, "", "\"\n\"", ""},
      {ErrorCode::syntax, "0", "1", ""},
      {ErrorCode::syntax, "[1,", "]", ""},
      {ErrorCode::syntax, "{\"a\" ", "1", "}"},
      {ErrorCode::invalid_utf8, "", "\"a\xC0\xAF\"", ""},
      {ErrorCode::invalid_utf8, "{", "\"\xED\xA0\x80\"", ":1}"},
      {ErrorCode::lone_surrogate, "", "\"a\\ud800\"", ""},
      {ErrorCode::lone_surrogate, "[", "\"\\udc00\\ud800\"", "]"},
      {ErrorCode::duplicate_key, "{\"a\":1,\"b\":2,", "\"\\u0061\"", ":3}"},
      {ErrorCode::number_out_of_range, "", "1e309", ""},
      {ErrorCode::number_out_of_range, "", "-1.0e1000000000", ""},
      {ErrorCode::number_out_of_range, "", "NaN", ""},
      {ErrorCode::number_out_of_range, "", "-Infinity", ""},
      {ErrorCode::depth_exceeded, std::string(61, '['), "[", ""},
  };
  const Draw run = draw();
  Chance chance(run.seed);
  const auto sound_items = [&](std::size_t depth) {
    std::string items;
    for (std::size_t count = chance.below(4); count > 0; --count) {
      items += respell(odd_json(chance, depth), chance) + ",";
    }
    return items;
  };
  const BrokenText& fault = chance.pick(faults);
  // There are three containers around the fault, so 61 more fit.
  const std::string before = "\n [" + sound_items(3) + "{\"list\":\n[" + sound_items(3) + fault.before;
  const std::string text = before + fault.token + fault.after + (chance.percent(50) ? "?" : "\n]}]");
  const Result<std::string> canonical = canonical_json(text);
  RC_ASSERT(!canonical.ok());
  RC_ASSERT(name(canonical.error().code) == name(fault.code));
  const auto line_feeds = std::count(before.begin(), before.end(), '\n');
  RC_ASSERT(canonical.error().place == (Place{before.size(), static_cast<std::size_t>(line_feeds) + 1,
                                              before.size() - (before.rfind('\n') + 1) + 1}));
}

RC_GTEST_PROP(Rule1_5_Place, IsRightAtTheEndsOfTheDocument, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const std::string document = "[" + odd_json(chance, 3) + "]";
  const Result<std::string> trailing = canonical_json(document + "\n x");
  RC_ASSERT(!trailing.ok());
  RC_ASSERT(trailing.error().code == ErrorCode::trailing_data);
  RC_ASSERT(trailing.error().place.offset_bytes == document.size() + 2);
  const Result<std::string> marked = canonical_json("\xEF\xBB\xBF" + document);
  RC_ASSERT(!marked.ok());
  RC_ASSERT(marked.error().code == ErrorCode::byte_order_mark);
  RC_ASSERT(marked.error().place.offset_bytes == 0U);
  const Result<std::string> early = canonical_json(document.substr(0, document.size() - 1));
  RC_ASSERT(!early.ok());
  RC_ASSERT(early.error().code == ErrorCode::syntax);
  RC_ASSERT(early.error().place.offset_bytes == document.size() - 1);
}

}  // namespace
}  // namespace pith::tests
