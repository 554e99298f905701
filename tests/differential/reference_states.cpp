// Merges sets of events with the slow reference in C++ (tests/support/reference*), so that test_differential.py can
// compare three implementations. Reads one set from each line of standard input:
//
//   {"subject", "keys": [ENTRY...], "bundle_keys": [ENTRY...], "aliases": [ALIAS...], "events": [TEXT...]}
//
// The keys are those that count, and the aliases those of the bundles whose signature holds: the caller decides that.
// Prints for each set one line with the hash of the state, that of SPEC 8.4, and `input_sha256`, separated by spaces.

#include <iostream>
#include <string>
#include <vector>

#include "tests/support/reference_merge.h"

namespace pith::tests::reference {
namespace {

std::vector<std::string> entries_of(const Json& keys) {
  std::vector<std::string> entries;
  for (const Json& key : keys.items) {
    entries.push_back(write(key));
  }
  return entries;
}

/// SPEC 6.5: those whose members have the right types.
std::vector<Alias> aliases_of(const Json& list) {
  std::vector<Alias> aliases;
  for (const Json& alias : list.items) {
    const auto kind = alias.find_string("alias_kind");
    const auto value = alias.find_string("alias_value");
    const auto created_at = alias.find_string("created_at");
    if (kind && value && created_at && instant(*created_at)) {
      aliases.push_back({*kind, *value, *created_at});
    }
  }
  return aliases;
}

std::string hashes_of(const Json& set) {
  Checker checker(*set.find_string("subject"), entries_of(*set.find("keys")));
  for (const std::string& entry : entries_of(*set.find("bundle_keys"))) {
    checker.trust_bundle_key(entry);
  }
  std::vector<Copy> copies;
  for (const Json& event : set.find("events")->items) {
    copies.push_back(checker.check(event.text));
  }
  const std::vector<Alias> aliases = aliases_of(*set.find("aliases"));
  return merge(checker, copies, aliases).state_sha256 + " " + merge(checker, copies, aliases, true).state_sha256 + " " +
         input_sha256(checker, copies, aliases);
}

}  // namespace
}  // namespace pith::tests::reference

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto set = pith::tests::reference::read(line);
    if (!set) {
      std::cerr << "a line is not JSON\n";
      return 2;
    }
    std::cout << pith::tests::reference::hashes_of(*set) << std::endl;  // the caller waits for each line
  }
  return 0;
}
