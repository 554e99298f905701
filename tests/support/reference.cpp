#include "tests/support/reference.h"

#include <algorithm>

namespace pith::tests {
namespace {

std::vector<reference::Alias> plain(const std::vector<Alias>& aliases) {
  std::vector<reference::Alias> copies;
  for (const Alias& alias : aliases) {
    copies.push_back({alias.kind, alias.value, alias.created_at});
  }
  return copies;
}

}  // namespace

reference::Checker checker_of(const World& world) {
  return {world.record.pith_number, world.key_entries};
}

reference::Outcome reference_state(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases, Scope scope) {
  return reference::merge(checker, copies, plain(aliases), scope == Scope::authentic_only);
}

std::string reference_input_sha256(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases) {
  return reference::input_sha256(checker, copies, plain(aliases));
}

std::vector<reference::Copy> copies_of(const reference::Checker& checker, const std::vector<std::string>& events) {
  std::vector<reference::Copy> copies;
  for (const std::string& event : events) {
    copies.push_back(checker.check(event));
  }
  return copies;
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
