// SPEC 5: the application order, and what follows from it.
//
// The events are the vertices of a graph, their links its edges, which point to earlier events. The application order
// is the topological order that always takes the least event whose links are all decided.
//
// The events are sorted once, and visited in that order. An event that still waits for a link is put aside. When its
// last link is decided, it is taken next: it is less than all events that were not visited yet. If several become ready
// at once, they go into a set, which gives the least first. So each ready event is in that set or greater than all of
// it, and the least ready event is always the one taken. If times agree with links, nothing ever waits, and the result
// is just the sorted order.
//
// Example: a (10:00), b (09:00) with prev_event a, c (09:30). b waits for a. c is taken, then a, then b, although b
// claims the earliest time. Counter-example: sorting by time alone would apply b first, before the event that decides
// whether b is valid at all.
//
// Time n log n in events and links, or n apart from the sort if times agree with links. Memory: 4 bytes for each event,
// 12 more if any event waits. Its tests are tests/order_test.cpp and tests/resolution_test.cpp; chains of a million
// events are in tests/scale_test.cpp.

#include "engine/merge/resolution.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <span>
#include <utility>

#include "containers/memory.h"
#include "containers/rank_set.h"

namespace pith::engine {
namespace {

/// SPEC 5.1: how many events come before an event in the order of the comparator.
using Rank = containers::TypedIndex<struct RankTag>;

/// What the comparator reads, side by side in memory. Of the id it has the first bits, which nearly always decide.
struct SortKey {
  std::uint64_t high;  // most of the instant
  std::uint32_t low;   // the rest of it, a bit that is 0 for record_created, and the id's first bits
  EventIndex event;
};

SortKey sort_key(const EventStore& store, EventIndex event) {
  const AuthenticEvent& authentic = store[event];
  constexpr unsigned id_bits = 32 - AuthenticEvent::created_at_low_bits - 1;
  const auto id_prefix =
      static_cast<std::uint32_t>(containers::digest_prefix(store.digest(authentic.number)) >> (64 - id_bits));
  const std::uint32_t is_other = authentic.is_record_created ? 0 : 1;
  const std::uint32_t low = (2U * authentic.created_at_low + is_other) << id_bits;
  return {authentic.created_at_high, low | id_prefix, event};
}

// SPEC 5.1: by created_at as an instant, then record_created before anything else, then by event id as bytes. The one
// comparator for the order of events.
bool applies_before(const EventStore& store, const SortKey& left, const SortKey& right) {
  if (left.high != right.high) {
    return left.high < right.high;
  }
  if (left.low != right.low) {
    return left.low < right.low;
  }
  return store.id(left.event) < store.id(right.event);
}

/// The events that passed every check up to `bad_receipt`, by rank.
using Candidates = containers::TypedTable<Rank, std::vector<EventIndex>>;

Candidates sort_candidates(const EventStore& store) {
  std::vector<SortKey> keys;
  keys.reserve(store.authentic_count());
  for (const EventIndex event : store.authentic_events()) {
    if (!store[event].has_bad_receipt) {
      keys.push_back(sort_key(store, event));
    }
  }
  std::sort(keys.begin(), keys.end(),
            [&](const SortKey& left, const SortKey& right) { return applies_before(store, left, right); });
  std::vector<EventIndex> candidates(keys.size());
  std::transform(keys.begin(), keys.end(), candidates.begin(), [](const SortKey& key) { return key.event; });
  return Candidates(std::move(candidates));
}

class Resolver {
 public:
  Resolver(const EventStore& store, std::vector<EventIndex>* decided_in_order)
      : store_(store),
        candidates_(sort_candidates(store)),
        decided_in_order_(decided_in_order),
        ready_(candidates_.size()) {
    const std::size_t count = store.authentic_count();
    resolution_.valid_in_order.reserve(candidates_.size());
    resolution_.is_valid.assign(count, false);
    resolution_.is_superseded.assign(count, false);
    is_undecided_.assign(count, false);
    for (const EventIndex event : candidates_.items()) {
      is_undecided_[event] = true;
    }
  }

  // SPEC 5.2: repeatedly take the least event whose links to other candidates are all taken.
  Resolution resolve() {
    for (const Rank rank : candidates_.indices()) {
      look_ahead(rank);
      if (wait(rank, 0)) {
        continue;
      }
      decide(rank);
      while (!one_ready_.is_none() || !ready_.empty()) {
        decide(take_ready());
      }
    }
    return std::move(resolution_);
  }

 private:
  /// Asks early for the memory that wait() will read. Ranks are not the order in memory, so without this each event of
  /// a large store would wait for one read after the other.
  PITH_PREFETCHING void look_ahead(Rank rank) const {
    constexpr std::uint32_t step = 8;  // this many events wait for memory at once
    if (candidates_.size() < look_ahead_size_min || rank.value + 4 * step >= candidates_.size()) {
      return;
    }
    const auto ahead = [&](std::uint32_t steps) { return candidates_[Rank(rank.value + steps * step)]; };
    store_.prefetch(ahead(4));
    store_.prefetch_links(ahead(3));
    if (const std::span<const DigestNumber> links = store_.all_links(store_[ahead(2)]); !links.empty()) {
      store_.prefetch_entry(links.front());
    }
    if (!waiting_.empty()) {
      containers::prefetch(&waiting_[ahead(4)]);
      if (const std::span<const DigestNumber> links = store_.all_links(store_[ahead(1)]); !links.empty()) {
        containers::prefetch(
            &waiting_[std::min(store_.find_authentic(links.front()), EventIndex(waiting_.size() - 1))]);
      }
    }
  }

  /// Puts an event on the list of the first of its links that is not decided; false if all are decided. The links
  /// before next_link are known to be.
  bool wait(Rank rank, std::uint32_t next_link) {
    const EventIndex event = candidates_[rank];
    const std::span<const DigestNumber> links = store_.all_links(store_[event]);
    for (; next_link < links.size(); ++next_link) {
      const EventIndex target = store_.find_authentic(links[next_link]);
      if (!target.is_none() && is_undecided_[target]) {
        if (waiting_.empty()) {
          waiting_.resize(store_.authentic_count());
        }
        waiting_[event].next_link = next_link;
        waiting_[event].next_waiter = std::exchange(waiting_[target].first_waiter, rank);
        return true;
      }
    }
    return false;
  }

  /// Takes the next event in application order.
  void decide(Rank rank) {
    const EventIndex event = candidates_[rank];
    const AuthenticEvent& authentic = store_[event];
    is_undecided_[event] = false;
    if (decided_in_order_ != nullptr) {
      decided_in_order_->push_back(event);
    }
    if (has_resolved_prev_event(authentic)) {
      resolution_.is_valid[event] = true;
      resolution_.valid_in_order.push_back(event);
      mark_superseded(authentic);
    }
    if (!waiting_.empty()) {
      wake_waiters(event);
    }
  }

  void wake_waiters(EventIndex decided) {
    Rank waiter = waiting_[decided].first_waiter;
    while (!waiter.is_none()) {
      const Waiting& waiting = waiting_[candidates_[waiter]];
      const Rank next = waiting.next_waiter;
      if (!wait(waiter, waiting.next_link)) {
        make_ready(waiter);
      }
      waiter = next;
    }
  }

  void make_ready(Rank rank) {
    if (one_ready_.is_none() && ready_.empty()) {
      one_ready_ = rank;
      return;
    }
    for (const Rank ready : {std::exchange(one_ready_, Rank::none()), rank}) {
      if (!ready.is_none()) {
        ready_.insert(ready.value);
        containers::prefetch(&candidates_[ready]);
      }
    }
  }

  Rank take_ready() {
    return one_ready_.is_none() ? Rank(ready_.take_least()) : std::exchange(one_ready_, Rank::none());
  }

  // SPEC 4.9: an event is valid if its prev_event is null or names a valid event, which was decided before it.
  bool has_resolved_prev_event(const AuthenticEvent& event) const {
    const std::optional<DigestNumber> prev_event = store_.prev_event(event);
    if (!prev_event) {
      return true;
    }
    const EventIndex target = store_.find_authentic(*prev_event);
    return !target.is_none() && resolution_.is_valid[target];
  }

  // SPEC 6.1: a valid event is superseded if a valid event of the same principal lists it in `supersedes`.
  void mark_superseded(const AuthenticEvent& by) {
    for (const DigestNumber number : store_.supersedes(by)) {
      const EventIndex target = store_.find_authentic(number);
      if (!target.is_none() && is_same_principal(store_[target], by)) {
        resolution_.is_superseded[target] = true;
      }
    }
  }

  bool is_same_principal(const AuthenticEvent& left, const AuthenticEvent& right) const {
    return left.event_class == right.event_class ||
           store_.class_of(left.event_class).principal == store_.class_of(right.event_class).principal;
  }

  static constexpr std::size_t look_ahead_size_min = 1 << 13;  // a smaller store fits into the cache

  /// An event that was put aside is in the list of one event that it waits for. The lists are linked by rank.
  struct Waiting {
    Rank first_waiter = Rank::none();  // in its own list
    Rank next_waiter = Rank::none();   // in the list that it is in
    std::uint32_t next_link = 0;       // what it waits for; the links before are decided
  };

  const EventStore& store_;
  Candidates candidates_;
  std::vector<EventIndex>* decided_in_order_;
  EventFlags is_undecided_;                                           // a candidate that was not taken yet
  containers::TypedTable<EventIndex, std::vector<Waiting>> waiting_;  // empty until something has to wait
  containers::RankSet ready_;                                         // events that were put aside and no longer wait
  Rank one_ready_ = Rank::none();  // used instead of ready_ while there is only one, as in a chain
  Resolution resolution_;
};

}  // namespace

bool applies_before(const EventStore& store, EventIndex left, EventIndex right) {
  return applies_before(store, sort_key(store, left), sort_key(store, right));
}

Resolution resolve(const EventStore& store, std::vector<EventIndex>* decided_in_order) {
  return Resolver(store, decided_in_order).resolve();
}

// SPEC 6.1: an entry of `supersedes` has no effect if it names no valid event or another principal's.
LinkEffect find_effect(const EventStore& store, const Resolution& resolution, EventIndex by, EventIndex target) {
  if (target.is_none() || !resolution.is_valid[target]) {
    return LinkEffect::dangling_supersedes;
  }
  const bool is_own = store.class_of(by).principal == store.class_of(target).principal;
  return is_own ? LinkEffect::supersedes : LinkEffect::foreign_supersedes;
}

}  // namespace pith::engine
