#ifndef PITH_ENGINE_MERGE_ALIASES_H
#define PITH_ENGINE_MERGE_ALIASES_H

#include <span>
#include <vector>

#include "canon/document.h"
#include "canon/json_writer.h"
#include "pith/state.h"

namespace pith::engine {

/// SPEC 6.5: a union of aliases.
struct AliasUnion {
  std::vector<const Alias*> aliases;  ///< views of those that were given; sorted
  std::vector<Warning> warnings;      ///< one for each alias that is left out, up to listed_faults_max
};

/// SPEC 6.5: the union by kind and value, each with its earliest created_at, sorted by kind and value. Aliases whose
/// created_at is not an instant are left out. Pure. Time n log n. Needs UTF-8.
AliasUnion unite_aliases(std::span<const Alias> aliases);

/// The aliases that a bundle lists.
struct AliasList {
  std::vector<Alias> aliases;
  std::vector<Warning> warnings;
};

/// SPEC 6.5: reads a bundle's `source_aliases`: the entries whose three members are strings, with a warning for each
/// other entry, up to listed_faults_max. A value that is not an array has no entries, and gives a warning.
AliasList read_aliases(canon::Value source_aliases);

/// SPEC 8.2: writes an alias in canonical form.
template <class Sink>
void write_alias(canon::JsonWriter<Sink>& out, const Alias& alias) {
  out.object({
      {"alias_kind", [&] { out.string(alias.kind); }},
      {"alias_value", [&] { out.string(alias.value); }},
      {"created_at", [&] { out.string(alias.created_at); }},
  });
}

}  // namespace pith::engine

#endif
