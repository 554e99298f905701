// SPEC 6.5: the aliases of a record. Its test is tests/aliases_test.cpp.

#include "engine/merge/aliases.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "canon/instant.h"
#include "canon/text.h"
#include "engine/warning.h"
#include "pith/result.h"

namespace pith::engine {
namespace {

Warning left_out(std::string explanation) {
  return make_warning(WarningCode::alias_left_out, std::move(explanation));
}

/// An alias whose created_at is an instant.
struct TimedAlias {
  const Alias* alias;
  canon::Instant created_at;
};

// SPEC 6.5: by kind and value; among equals, the earliest first, as an instant and then as bytes.
auto sort_key(const TimedAlias& timed) {
  const Alias& alias = *timed.alias;
  return std::make_tuple(std::string_view(alias.kind), std::string_view(alias.value), timed.created_at,
                         std::string_view(alias.created_at));
}

}  // namespace

AliasUnion unite_aliases(std::span<const Alias> aliases) {
  AliasUnion result;
  std::vector<TimedAlias> timed;
  timed.reserve(aliases.size());
  for (const Alias& alias : aliases) {
    assert(canon::is_utf8(alias.kind) && canon::is_utf8(alias.value));
    if (const std::optional<canon::Instant> created_at = canon::parse_instant(alias.created_at)) {
      timed.push_back({&alias, *created_at});
    } else {
      result.warnings.push_back(left_out("the created_at of alias " + alias.kind + " is not an instant"));
    }
  }
  std::sort(timed.begin(), timed.end(),
            [](const TimedAlias& left, const TimedAlias& right) { return sort_key(left) < sort_key(right); });
  result.aliases.reserve(timed.size());
  for (const TimedAlias& candidate : timed) {
    const Alias& alias = *candidate.alias;
    const bool is_later_copy = !result.aliases.empty() && result.aliases.back()->kind == alias.kind &&
                               result.aliases.back()->value == alias.value;
    if (!is_later_copy) {
      result.aliases.push_back(&alias);
    }
  }
  std::sort(result.warnings.begin(), result.warnings.end(),
            [](const Warning& left, const Warning& right) { return left.explanation < right.explanation; });
  if (result.warnings.size() > listed_faults_max) {
    const std::size_t more = result.warnings.size() - listed_faults_max;
    result.warnings.resize(listed_faults_max, left_out(""));
    result.warnings.push_back(
        left_out(std::to_string(more) + " more aliases have a created_at that is not an instant"));
  }
  return result;
}

AliasList read_aliases(canon::Value source_aliases) {
  AliasList result;
  if (!source_aliases.is_array()) {
    result.warnings.push_back(left_out("source_aliases is not an array"));
    return result;
  }
  std::size_t index = 0;
  std::size_t left_out_count = 0;
  for (const canon::Value value : canon::Elements(source_aliases)) {
    const std::optional<std::string_view> kind = value.find_string("alias_kind");
    const std::optional<std::string_view> text = value.find_string("alias_value");
    const std::optional<std::string_view> created_at = value.find_string("created_at");
    if (kind && text && created_at) {
      result.aliases.push_back({std::string(*kind), std::string(*text), std::string(*created_at)});
    } else {
      ++left_out_count;
      if (left_out_count <= listed_faults_max) {
        result.warnings.push_back(left_out("source_aliases/" + std::to_string(index) +
                                           " needs the strings alias_kind, alias_value and created_at"));
      }
    }
    ++index;
  }
  if (left_out_count > listed_faults_max) {
    result.warnings.push_back(left_out(std::to_string(left_out_count - listed_faults_max) +
                                       " more entries of source_aliases lack one of these three strings"));
  }
  return result;
}

}  // namespace pith::engine
