#include "tests/support/reference.h"

#include <algorithm>

namespace pith::tests {

reference::Checker checker_of(const World& world) {
  return {world.record.pith_number, world.key_entries};
}

reference::Outcome reference_state(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases, Scope scope) {
  std::vector<reference::Alias> plain;
  for (const Alias& alias : aliases) {
    plain.push_back({alias.kind, alias.value, alias.created_at});
  }
  return reference::merge(checker, copies, plain, scope == Scope::authentic_only);
}

reference::Outcome reference_state(const World& world, const std::vector<std::string>& events,
                                   const std::vector<Alias>& aliases, Scope scope) {
  const reference::Checker checker = checker_of(world);
  std::vector<reference::Copy> copies;
  for (const std::string& event : events) {
    copies.push_back(checker.check(event));
  }
  return reference_state(checker, copies, aliases, scope);
}

std::vector<std::pair<std::string, std::string>> warnings_of(const State& state) {
  std::vector<std::pair<std::string, std::string>> warnings;
  for (const Warning& warning : state.warnings) {
    if (warning.event_id) {
      warnings.emplace_back(name(warning.code), "sha256:" + to_hex(*warning.event_id));
    }
  }
  std::sort(warnings.begin(), warnings.end());
  return warnings;
}

}  // namespace pith::tests
