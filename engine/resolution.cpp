// SPEC 5: application order, and what follows from it.
//
// The order is that of a topological sort that always takes the least event whose links are decided:
// Kahn's algorithm with a heap. Links point backwards by nature, since an event's id is its hash.
//
// Example: a (10:00), b (09:00) with prev_event a, c (09:30). Ready at first are a and c; c is less, then a,
// then b, although b claims the earliest time. Counter-example: sorting by time alone would apply b first,
// before the event that decides whether b is valid at all.
// Shown by tests/order_test.cpp; the million-event chain by tests/scale_test.cpp.

#include "engine/resolution.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <optional>
#include <queue>

namespace pith::engine {
namespace {

/// What the comparison looks at, side by side in memory; of the id the first bytes, which decide nearly always.
struct SortKey {
  canon::Instant created_at;
  bool is_record_created;
  std::uint32_t event;
  std::uint64_t id_prefix;
};

// SPEC 5.1: created_at as an instant, record_created before anything else, event id as bytes. The one
// comparator for the order of events.
bool applies_before(const EventSetData& set, const SortKey& left, const SortKey& right) {
  if (left.created_at != right.created_at) {
    return left.created_at < right.created_at;
  }
  if (left.is_record_created != right.is_record_created) {
    return left.is_record_created;
  }
  if (left.id_prefix != right.id_prefix) {
    return left.id_prefix < right.id_prefix;
  }
  return set.id(left.event) < set.id(right.event);
}

/// The events that passed every check up to `bad_receipt`, in the order of the comparator. An event's rank
/// is its place in it.
std::vector<std::uint32_t> sort_candidates(const EventSetData& set) {
  std::vector<SortKey> keys;
  keys.reserve(set.authentic.size());
  for (std::uint32_t event = 0; event < set.authentic.size(); ++event) {
    const AuthenticEvent& authentic = set.authentic[event];
    if (!authentic.has_bad_receipt) {
      keys.push_back({authentic.created_at, authentic.is_record_created, event, digest_prefix(set.id(event))});
    }
  }
  std::sort(keys.begin(), keys.end(),
            [&](const SortKey& left, const SortKey& right) { return applies_before(set, left, right); });
  std::vector<std::uint32_t> candidates(keys.size());
  std::transform(keys.begin(), keys.end(), candidates.begin(), [](const SortKey& key) { return key.event; });
  return candidates;
}

constexpr std::uint32_t no_rank = UINT32_MAX;

/// SPEC 5.2: the ranks in application order.
class ApplicationOrder {
 public:
  ApplicationOrder(const EventSetData& set, const std::vector<std::uint32_t>& candidates)
      : set_(set), candidates_(candidates), rank_of_event_(set.authentic.size(), no_rank) {
    for (std::uint32_t rank = 0; rank < candidates.size(); ++rank) {
      rank_of_event_[candidates[rank]] = rank;
    }
  }

  std::vector<std::uint32_t> compute() {
    count_links();
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
    for (std::uint32_t rank = 0; rank < candidates_.size(); ++rank) {
      if (undecided_links_[rank] == 0) {
        ready.push(rank);
      }
    }
    std::vector<std::uint32_t> order;
    order.reserve(candidates_.size());
    while (!ready.empty()) {
      const std::uint32_t rank = ready.top();
      ready.pop();
      order.push_back(rank);
      for (std::uint32_t i = followers_begin_[rank]; i < followers_begin_[rank + 1]; ++i) {
        if (--undecided_links_[followers_[i]] == 0) {
          ready.push(followers_[i]);
        }
      }
    }
    assert(order.size() == candidates_.size());
    return order;
  }

 private:
  template <class Visit>
  void for_each_link(std::uint32_t rank, Visit visit) const {
    for (const std::uint32_t number : set_.all_links(set_.authentic[candidates_[rank]])) {
      const std::optional<std::uint32_t> target = set_.entries[number].authentic;
      if (target && rank_of_event_[*target] != no_rank) {
        visit(rank_of_event_[*target]);
      }
    }
  }

  /// Fills undecided_links_, and followers_ as one flat array: who waits for rank r stands from
  /// followers_begin_[r] to followers_begin_[r + 1].
  void count_links() {
    const std::size_t count = candidates_.size();
    undecided_links_.assign(count, 0);
    followers_begin_.assign(count + 1, 0);
    for (std::uint32_t rank = 0; rank < count; ++rank) {
      for_each_link(rank, [&](std::uint32_t target) {
        ++undecided_links_[rank];
        ++followers_begin_[target + 1];
      });
    }
    std::partial_sum(followers_begin_.begin(), followers_begin_.end(), followers_begin_.begin());
    followers_.resize(followers_begin_.back());
    std::vector<std::uint32_t> next_place(followers_begin_.begin(), followers_begin_.end() - 1);
    for (std::uint32_t rank = 0; rank < count; ++rank) {
      for_each_link(rank, [&](std::uint32_t target) { followers_[next_place[target]++] = rank; });
    }
  }

  const EventSetData& set_;
  const std::vector<std::uint32_t>& candidates_;
  std::vector<std::uint32_t> rank_of_event_;
  std::vector<std::uint32_t> undecided_links_;
  std::vector<std::uint32_t> followers_begin_;
  std::vector<std::uint32_t> followers_;
};

// SPEC 4.9: valid when prev_event is null or names a valid event. It was decided before.
bool has_resolved_prev_event(const EventSetData& set, const AuthenticEvent& event, const std::vector<bool>& is_valid) {
  const std::optional<std::uint32_t> prev_event = set.prev_event(event);
  if (!prev_event) {
    return true;
  }
  const std::optional<std::uint32_t> target = set.entries[*prev_event].authentic;
  return target && is_valid[*target];
}

// SPEC 6.1: superseded by a valid event of the same principal.
void mark_superseded(const EventSetData& set, Resolution& resolution) {
  for (const std::uint32_t event : resolution.valid_in_order) {
    for (const std::uint32_t number : set.supersedes(set.authentic[event])) {
      const std::optional<std::uint32_t> target = set.entries[number].authentic;
      if (target && set.authentic[*target].principal == set.authentic[event].principal) {
        resolution.is_superseded[*target] = true;
      }
    }
  }
}

}  // namespace

Resolution resolve(const EventSetData& set) {
  const std::vector<std::uint32_t> candidates = sort_candidates(set);
  Resolution resolution;
  resolution.is_valid.assign(set.authentic.size(), false);
  resolution.is_superseded.assign(set.authentic.size(), false);
  for (const std::uint32_t rank : ApplicationOrder(set, candidates).compute()) {
    const std::uint32_t event = candidates[rank];
    if (has_resolved_prev_event(set, set.authentic[event], resolution.is_valid)) {
      resolution.is_valid[event] = true;
      resolution.valid_in_order.push_back(event);
    }
  }
  mark_superseded(set, resolution);
  return resolution;
}

}  // namespace pith::engine
