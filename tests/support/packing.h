#ifndef PITH_TESTS_SUPPORT_PACKING_H
#define PITH_TESTS_SUPPORT_PACKING_H

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "pith/result.h"
#include "pith/state.h"
#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// A value in a file, and what SPEC 9.5 makes of it.
struct Item {
  std::string json;                        // on one line
  std::optional<ErrorCode> refusal;        // std::nullopt if it is taken
  bool is_refused_where_it_begins = true;  // the place of the refusal is the value's first byte
  bool is_bundle = false;
  std::vector<std::string> events;
  // If it is a bundle:
  std::string subject;
  std::vector<Alias> aliases;
  std::size_t odd_alias_count = 0;  // aliases with members that are not all strings, not counted in `aliases`
  const Signer* signer = nullptr;   // null if it is not signed
  std::vector<const Signer*> keys;  // whose keys it lists
  bool has_bad_keys = false;        // an entry of public_keys is refused, or it is not an array
};

/// A signer who is in no keyring, and whose key some bundles list.
const Signer& newcomer();

/// A value of any kind, made from events of the pool and from odd JSON.
Item some_item(const World& world, const std::vector<std::string>& pool, Chance& chance);

/// Some files, and what is expected of them all together.
struct Packing {
  struct Refusal {
    ErrorCode code;
    std::optional<Place> place;  // std::nullopt if the generator does not know it
  };
  struct File {
    std::string text;
    std::vector<Refusal> refusals;
  };
  std::vector<File> files;
  std::vector<Item> taken;  // from all files
};

/// A few files, each with one document, with an array or with lines (NDJSON).
Packing some_packing(const World& world, const std::vector<std::string>& pool, Chance& chance);

}  // namespace pith::tests

#endif
