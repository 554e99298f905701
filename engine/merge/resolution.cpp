// SPEC 5: application order, and what follows from it.
//
// The order is that of a topological sort that always takes the least event whose links are decided. Events are
// looked at in ascending order. One that still waits for a link is put aside, and is the next to be taken as soon
// as its last link is decided: it is less than all that were not looked at yet. Several of them come out of a
// set, the least first. So what is ready and not taken is either in that set, or greater than all of it, and the
// least of what is ready is always taken. Where times agree with links nothing ever waits, and this is the sort.
//
// Example: a (10:00), b (09:00) with prev_event a, c (09:30). b is put aside for a; c is taken, then a, then b,
// although b claims the earliest time. Counter-example: sorting by time alone would apply b first, before the event
// that decides whether b is valid at all.
// Shown by tests/order_test.cpp; the million-event chain by tests/scale_test.cpp.

#include "engine/merge/resolution.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <span>
#include <utility>

#include "containers/prefetch.h"
#include "containers/rank_set.h"

namespace pith::engine {
namespace {

/// What the comparison looks at, side by side in memory; of the id the first bits, which decide nearly always.
struct SortKey {
  std::uint64_t high;  // most of the instant
  std::uint32_t low;   // the rest of it, a bit that is 0 for record_created, and the id's first bits
  std::uint32_t event;
};

SortKey sort_key(const EventSetData& set, std::uint32_t event) {
  const AuthenticEvent& authentic = set.authentic[event];
  constexpr unsigned id_bits = 32 - AuthenticEvent::created_at_low_bits - 1;
  const auto id_prefix = static_cast<std::uint32_t>(digest_prefix(set.digests[authentic.number]) >> (64 - id_bits));
  const std::uint32_t is_other = authentic.is_record_created ? 0 : 1;
  const std::uint32_t low = (2U * authentic.created_at_low + is_other) << id_bits;
  return {authentic.created_at_high, low | id_prefix, event};
}

// SPEC 5.1: created_at as an instant, record_created before anything else, event id as bytes. The one
// comparator for the order of events.
bool applies_before(const EventSetData& set, const SortKey& left, const SortKey& right) {
  if (left.high != right.high) {
    return left.high < right.high;
  }
  if (left.low != right.low) {
    return left.low < right.low;
  }
  return set.id(left.event) < set.id(right.event);
}

/// The events that passed every check up to `bad_receipt`, in the order of the comparator. An event's rank
/// is its place in it.
std::vector<std::uint32_t> sort_candidates(const EventSetData& set) {
  std::vector<SortKey> keys;
  keys.reserve(set.authentic.size());
  for (std::uint32_t event = 0; event < set.authentic.size(); ++event) {
    if (!set.authentic[event].has_bad_receipt) {
      keys.push_back(sort_key(set, event));
    }
  }
  std::sort(keys.begin(), keys.end(),
            [&](const SortKey& left, const SortKey& right) { return applies_before(set, left, right); });
  std::vector<std::uint32_t> candidates(keys.size());
  std::transform(keys.begin(), keys.end(), candidates.begin(), [](const SortKey& key) { return key.event; });
  return candidates;
}

class Resolver {
 public:
  explicit Resolver(const EventSetData& set)
      : set_(set), candidates_(sort_candidates(set)), ready_(candidates_.size()) {
    const std::size_t count = set.authentic.size();
    resolution_.valid_in_order.reserve(candidates_.size());
    resolution_.is_valid.assign(count, false);
    resolution_.is_superseded.assign(count, false);
    is_undecided_.assign(count, false);
    for (const std::uint32_t event : candidates_) {
      is_undecided_[event] = true;
    }
  }

  // SPEC 5.2
  Resolution resolve() {
    for (std::uint32_t rank = 0; rank < candidates_.size(); ++rank) {
      look_ahead(rank);
      if (wait(rank, 0)) {
        continue;
      }
      decide(rank);
      while (one_ready_ != nobody || !ready_.empty()) {
        decide(one_ready_ != nobody ? std::exchange(one_ready_, nobody) : ready_.take_least());
      }
    }
    return std::move(resolution_);
  }

 private:
  /// Asks early for the memory that waiting will look at. Ranks are no order in memory: without this each event of
  /// a large set would wait in its turn, for one step after the other.
  PITH_PREFETCHING void look_ahead(std::uint32_t rank) const {
    constexpr std::uint32_t step = 8;  // so many events wait for memory at once
    if (candidates_.size() < look_ahead_size_min || rank + 4 * step >= candidates_.size()) {
      return;
    }
    const auto links = [&](std::uint32_t ahead) { return set_.all_links(set_.authentic[candidates_[rank + ahead]]); };
    prefetch(&set_.authentic[candidates_[rank + 4 * step]]);
    prefetch(links(3 * step).data());
    if (const std::span<const std::uint32_t> ahead = links(2 * step); !ahead.empty()) {
      set_.entries.prefetch(ahead.front());
    }
    if (!waiting_.empty()) {
      prefetch(&waiting_[candidates_[rank + 4 * step]]);
      if (const std::span<const std::uint32_t> ahead = links(step); !ahead.empty()) {
        prefetch(&waiting_[set_.entries[ahead.front()].authentic.value_or(0)]);
      }
    }
  }

  /// Puts an event on the list of the first of its links that is not decided; false where all are. Those before
  /// next_link are known to be.
  bool wait(std::uint32_t rank, std::uint32_t next_link) {
    const std::uint32_t event = candidates_[rank];
    const std::span<const std::uint32_t> links = set_.all_links(set_.authentic[event]);
    for (; next_link < links.size(); ++next_link) {
      const std::optional<std::uint32_t> target = set_.entries[links[next_link]].authentic;
      if (target && is_undecided_[*target]) {
        if (waiting_.empty()) {
          waiting_.resize(set_.authentic.size());
        }
        waiting_[event].next_link = next_link;
        waiting_[event].next_waiter = std::exchange(waiting_[*target].first_waiter, rank);
        return true;
      }
    }
    return false;
  }

  /// Takes the next event in application order.
  void decide(std::uint32_t rank) {
    const std::uint32_t event = candidates_[rank];
    const AuthenticEvent& authentic = set_.authentic[event];
    is_undecided_[event] = false;
    if (has_resolved_prev_event(authentic)) {
      resolution_.is_valid[event] = true;
      resolution_.valid_in_order.push_back(event);
      mark_superseded(authentic);
    }
    if (waiting_.empty()) {
      return;
    }
    std::uint32_t waiter = waiting_[event].first_waiter;
    while (waiter != nobody) {
      const Waiting& waiting = waiting_[candidates_[waiter]];
      const std::uint32_t next = waiting.next_waiter;
      if (!wait(waiter, waiting.next_link)) {
        make_ready(waiter);
      }
      waiter = next;
    }
  }

  void make_ready(std::uint32_t rank) {
    if (one_ready_ == nobody && ready_.empty()) {
      one_ready_ = rank;
      return;
    }
    for (const std::uint32_t ready : {std::exchange(one_ready_, nobody), rank}) {
      if (ready != nobody) {
        ready_.insert(ready);
        prefetch(&candidates_[ready]);
      }
    }
  }

  // SPEC 4.9: valid when prev_event is null or names a valid event. It was decided before.
  bool has_resolved_prev_event(const AuthenticEvent& event) const {
    const std::optional<std::uint32_t> prev_event = set_.prev_event(event);
    if (!prev_event) {
      return true;
    }
    const std::optional<std::uint32_t> target = set_.entries[*prev_event].authentic;
    return target && resolution_.is_valid[*target];
  }

  // SPEC 6.1: by a valid event of the same principal.
  void mark_superseded(const AuthenticEvent& by) {
    for (const std::uint32_t number : set_.supersedes(by)) {
      const std::optional<std::uint32_t> target = set_.entries[number].authentic;
      if (target && is_same_principal(set_.authentic[*target], by)) {
        resolution_.is_superseded[*target] = true;
      }
    }
  }

  bool is_same_principal(const AuthenticEvent& left, const AuthenticEvent& right) const {
    return left.event_class == right.event_class || set_.class_of(left).principal == set_.class_of(right).principal;
  }

  static constexpr std::uint32_t nobody = UINT32_MAX;
  static constexpr std::size_t look_ahead_size_min = 1 << 13;  // what is smaller is in the cache

  /// An event that was put aside is in the list of one that it waits for. The lists are of ranks.
  struct Waiting {
    std::uint32_t first_waiter = nobody;  // in its own list
    std::uint32_t next_waiter = nobody;   // in the list that it is in
    std::uint32_t next_link = 0;          // what it waits for; those before are decided
  };

  const EventSetData& set_;
  std::vector<std::uint32_t> candidates_;
  std::vector<bool> is_undecided_;    // a candidate that was not taken yet
  std::vector<Waiting> waiting_;      // by event; empty as long as nothing had to wait
  RankSet ready_;                     // put aside before, and waiting no more
  std::uint32_t one_ready_ = nobody;  // instead of ready_ where it is the only one, as in a chain
  Resolution resolution_;
};

}  // namespace

Resolution resolve(const EventSetData& set) {
  return Resolver(set).resolve();
}

}  // namespace pith::engine
