#ifndef PITH_FUZZ_SUPPORT_JUDGEMENT_H
#define PITH_FUZZ_SUPPORT_JUDGEMENT_H

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "pith/state.h"

namespace pith::fuzz {

/// What the state says of each event.
struct Judgement {
  explicit Judgement(const State& state) : applied(state.applied_event_ids) {
    for (const InvalidEvent& event : state.invalid_events) {
      invalid[event.id] = event.reason;
    }
    for (const auto& [id, reason] : invalid) {
      all.push_back(id);
    }
    all.insert(all.end(), applied.begin(), applied.end());
    std::sort(all.begin(), all.end());
  }

  /// From 1; 0 if the event is not valid.
  std::size_t rank(const Sha256Digest& id) const {
    const auto found = std::find(applied.begin(), applied.end(), id);
    return found == applied.end() ? 0 : static_cast<std::size_t>(found - applied.begin()) + 1;
  }
  std::string outcome(const Sha256Digest& id) const {
    const auto found = invalid.find(id);
    return found != invalid.end() ? std::string(name(found->second)) : rank(id) > 0 ? "valid" : "missing";
  }

  std::vector<Sha256Digest> applied;
  std::map<Sha256Digest, Reason> invalid;
  std::vector<Sha256Digest> all;
};

}  // namespace pith::fuzz

#endif
