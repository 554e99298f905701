#include "tests/support/world.h"

#include <algorithm>
#include <stdexcept>

namespace pith::tests {

World::World() : keyring(crypto()) {
  key_entries = {
      registry.key_entry("registry.test", "pith_registry"),
      other_registry.key_entry("registry.test", "pith_registry"),
      alice.key_entry("alice", "author"),
      alice_again.key_entry("alice", "author"),
      bob.key_entry("bob", std::nullopt),
      carol.key_entry(std::nullopt, std::nullopt),
      typed.key_entry(std::nullopt, "author"),
      retired.key_entry("erin", "author", "2026-07-05T00:00:00Z"),
      // SPEC 3.6: each entry fills in what the others leave out. Two spellings of one instant do not differ.
      rotated.key_entry("frank", std::nullopt, "2026-07-05T00:00:00Z"),
      rotated.key_entry(std::nullopt, "author", "2026-07-05T00:00:00.0Z"),
      rotated_next.key_entry(std::nullopt, std::nullopt),
      rotated_next.key_entry("frank", "author"),
      alice_twin.key_entry("alice", "author", "2026-07-05T00:00:00.00Z"),
      carol_twin.key_entry(std::nullopt, std::nullopt),
  };
  if (!keyring.add(write_array(key_entries))) {
    throw std::runtime_error("the test's keys are refused");
  }
}

Draft World::record_created() const {
  return Draft(registry, record.pith_number).type("record_created").target("record").payload(record.payload(registry));
}

EventVerdict add(EventSet& events, const Draft& draft) {
  const Result<EventVerdict> verdict = events.add(draft.json());
  if (!verdict) {
    throw std::runtime_error("the test's event is refused: " + verdict.error().explanation);
  }
  return *verdict;
}

std::string reason_name(const std::optional<Reason>& reason) {
  return reason ? std::string(name(*reason)) : "-";
}

std::string reason_in(const State& state, const Sha256Digest& id) {
  if (std::find(state.applied_event_ids.begin(), state.applied_event_ids.end(), id) != state.applied_event_ids.end()) {
    return "-";
  }
  const auto found = std::find_if(state.invalid_events.begin(), state.invalid_events.end(),
                                  [&](const InvalidEvent& invalid) { return invalid.id == id; });
  return found == state.invalid_events.end() ? "?" : std::string(name(found->reason));
}

}  // namespace pith::tests
