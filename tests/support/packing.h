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

/// A value in a file, and what it is.
struct Item {
  std::string json;  // on one line
  std::optional<ErrorCode> refusal;
  bool is_refused_where_it_begins = true;
  bool is_bundle = false;
  std::vector<std::string> events;
  // Of bundles:
  std::string subject;
  std::vector<Alias> aliases;
  std::size_t odd_alias_count = 0;
  const Signer* signer = nullptr;  // null where nobody signed it
  std::vector<const Signer*> keys;
};

/// Somebody whom no keyring knows, and whom bundles bring along.
const Signer& newcomer();

/// A value of any kind, made from events of the pool and of odd JSON.
Item some_item(const World& world, const std::vector<std::string>& pool, Chance& chance);

/// The files, and what is expected of them all together.
struct Packing {
  struct Refusal {
    ErrorCode code;
    std::optional<Place> place;  // where it is known
  };
  struct File {
    std::string text;
    std::vector<Refusal> refusals;
  };
  std::vector<File> files;
  std::vector<Item> taken;
};

/// A few files: documents, arrays and lines.
Packing some_packing(const World& world, const std::vector<std::string>& pool, Chance& chance);

}  // namespace pith::tests

#endif
