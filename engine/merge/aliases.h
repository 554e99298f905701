#ifndef PITH_ENGINE_MERGE_ALIASES_H
#define PITH_ENGINE_MERGE_ALIASES_H

#include <span>
#include <string>
#include <vector>

#include "canon/document.h"
#include "pith/state.h"

namespace pith::engine {

/// SPEC 6.5: the union by kind and value, the earliest created_at each, sorted; and a warning for each alias
/// that is left out. Time n log n.
struct AliasUnion {
  std::vector<const Alias*> aliases;  ///< into those that were given
  std::vector<Warning> warnings;
};
AliasUnion unite_aliases(std::span<const Alias> aliases);

/// Reads a bundle's `source_aliases`: those whose three members are strings, and a warning for each other one.
/// A value that is no array holds none, with a warning.
struct AliasList {
  std::vector<Alias> aliases;
  std::vector<Warning> warnings;
};
AliasList read_aliases(canon::Value source_aliases);

/// SPEC 8.2: appends an alias in canonical form.
void append_alias(std::string& out, const Alias& alias);

}  // namespace pith::engine

#endif
