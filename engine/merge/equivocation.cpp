// SPEC 7: one signer, two answers at one position.
//
// Each valid event claims one position or several. All events of one class (principal, type and target) at one position
// are a group. An event of a group of k conflicts unless it names, or is named by, each of the k - 1 others. So it is
// enough to count, for each event, with how many others of the group it is linked. No pair without a link is ever
// visited.
//
// Example: a, b and c follow p; b supersedes a, c supersedes a and b. Each is linked with both others: no conflict.
// Counter-example: c supersedes only b. Then a and c conflict, although b came between them. b is linked with both and
// is not part of the entry.
//
// Time: linear in events and links to find the groups and count, n log n to sort the entries. Its tests are
// tests/equivocation_test.cpp and tests/properties_test.cpp; tests/scale_test.cpp has twenty thousand events of 64
// positions each.

#include "engine/merge/equivocation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "canon/text.h"
#include "containers/throw_failure.h"
#include "pith/result.h"

namespace pith::engine {
namespace {

/// Calls visit with each position of an event (SPEC 7.1): prev_event, if not null; else each of supersedes; else null.
template <class Visit>
void for_each_position(const EventStore& store, EventIndex event, Visit visit) {
  const AuthenticEvent& authentic = store[event];
  const std::span<const DigestNumber> links = store.all_links(authentic);
  if (links.empty()) {
    visit(std::nullopt);
  }
  for (const DigestNumber position : authentic.has_prev_event ? links.first(1) : links) {
    visit(std::optional(position));
  }
}

/// Calls visit with each run of neighbours that are the same.
template <class T, class Same, class Visit>
void for_each_run(std::span<const T> items, Same same, Visit visit) {
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    for (end = begin + 1; end < items.size() && same(items[begin], items[end]); ++end) {
    }
    visit(items.subspan(begin, end - begin));
  }
}

/// The valid events by the position that they claim: only the positions that two or more claim.
class Claims {
 public:
  Claims(const EventStore& store, const Resolution& resolution) : ends_(store.digest_count() + 1, 0) {
    for_each_claim(store, resolution, [&](std::size_t slot, EventIndex) { ++ends_[slot]; });
    std::uint64_t total = 0;
    for (std::uint32_t& count : ends_) {  // becomes where the position's events begin, for now
      const std::uint64_t begin = count > 1 ? std::exchange(total, total + count) : unclaimed;
      count = static_cast<std::uint32_t>(begin);
    }
    if (total >= unclaimed) {
      containers::throw_failure(SystemFailure("more positions are claimed than can be counted"));
    }
    events_.resize(static_cast<std::size_t>(total));
    for_each_claim(store, resolution, [&](std::size_t slot, EventIndex event) {
      if (ends_[slot] != unclaimed) {
        events_[ends_[slot]++] = event;
      }
    });
  }

  /// Calls visit with each position and the events that claim it, which visit may reorder.
  template <class Visit>
  void for_each_claimed_position(Visit visit) {
    std::uint32_t begin = 0;
    for (std::size_t slot = 0; slot < ends_.size(); ++slot) {
      if (ends_[slot] != unclaimed) {
        visit(position_of(slot), std::span(events_).subspan(begin, ends_[slot] - begin));
        begin = ends_[slot];
      }
    }
  }

 private:
  static constexpr std::uint32_t unclaimed = UINT32_MAX;

  // Slot 0 is the position null; others are a digest's number + 1.
  static std::size_t slot_of(std::optional<DigestNumber> position) {
    return position ? std::size_t{position->value} + 1 : 0;
  }
  static std::optional<DigestNumber> position_of(std::size_t slot) {
    return slot == 0 ? std::nullopt : std::optional(DigestNumber(slot - 1));
  }

  template <class Visit>
  static void for_each_claim(const EventStore& store, const Resolution& resolution, Visit visit) {
    for (const EventIndex event : store.authentic_events()) {
      if (resolution.is_valid[event]) {
        for_each_position(store, event, [&](std::optional<DigestNumber> position) { visit(slot_of(position), event); });
      }
    }
  }

  std::vector<std::uint32_t> ends_;  // by slot: where the position's events end in events_, or unclaimed
  std::vector<EventIndex> events_;
};

/// SPEC 7.2: two valid events of one class conflict when they share a position and neither names the other in
/// `prev_event` or `supersedes`.
class GroupCheck {
 public:
  explicit GroupCheck(const EventStore& store) : store_(store) {}

  /// The events of a group, which share class and position, that conflict with another event of it.
  std::vector<EventIndex> find_conflicting(std::span<const EventIndex> group) {
    // Two events never name each other, since an id is a hash. What an event names in prev_event is its only position,
    // and is never at that position itself. So only supersedes can link two events of one group.
    if (std::none_of(group.begin(), group.end(),
                     [&](EventIndex event) { return store_[event].supersedes_count > 0; })) {
      return {group.begin(), group.end()};
    }
    count_links(group);
    std::vector<EventIndex> conflicting;
    for (const EventIndex event : group) {
      if (marks_[store_[event].number].linked_count < group.size() - 1) {
        conflicting.push_back(event);
      }
    }
    return conflicting;
  }

 private:
  void count_links(std::span<const EventIndex> group) {
    marks_.resize(store_.digest_count());
    ++group_count_;
    for (const EventIndex event : group) {
      marks_[store_[event].number] = {group_count_, 0};
    }
    for (const EventIndex event : group) {
      const AuthenticEvent& authentic = store_[event];
      for (const DigestNumber superseded : store_.supersedes(authentic)) {
        if (marks_[superseded].last_group == group_count_) {
          ++marks_[authentic.number].linked_count;
          ++marks_[superseded].linked_count;
        }
      }
    }
  }

  struct Mark {
    std::uint32_t last_group = 0;  // the last group whose links were counted that has this event
    std::uint32_t linked_count = 0;
  };

  const EventStore& store_;
  containers::TypedTable<DigestNumber, std::vector<Mark>> marks_;  // empty until links have to be counted
  std::uint32_t group_count_ = 0;
};

/// The entries, in no order yet.
std::vector<Conflict> list_conflicts(const EventStore& store, const Resolution& resolution) {
  const auto same_class = [&](EventIndex left, EventIndex right) {
    return store[left].event_class == store[right].event_class;
  };
  const auto before_by_class = [&](EventIndex left, EventIndex right) {
    return store[left].event_class < store[right].event_class;
  };
  Claims claims(store, resolution);
  GroupCheck check(store);
  std::vector<Conflict> conflicts;
  claims.for_each_claimed_position([&](std::optional<DigestNumber> position, std::span<EventIndex> claiming) {
    if (!std::is_sorted(claiming.begin(), claiming.end(), before_by_class)) {
      std::sort(claiming.begin(), claiming.end(), before_by_class);
    }
    for_each_run(std::span<const EventIndex>(claiming), same_class, [&](std::span<const EventIndex> group) {
      if (group.size() > 1) {
        if (std::vector<EventIndex> events = check.find_conflicting(group); !events.empty()) {
          conflicts.push_back({position, std::move(events)});
        }
      }
    });
  });
  return conflicts;
}

/// Sorts the events of each entry by id.
void sort_by_id(const EventStore& store, std::vector<Conflict>& conflicts) {
  struct SortKey {
    std::uint64_t id_prefix;
    EventIndex event;
  };
  std::vector<SortKey> keys;
  for (Conflict& conflict : conflicts) {
    keys.clear();
    keys.reserve(conflict.events.size());
    for (const EventIndex event : conflict.events) {
      keys.push_back({containers::digest_prefix(store.id(event)), event});
    }
    std::sort(keys.begin(), keys.end(), [&](const SortKey& left, const SortKey& right) {
      return left.id_prefix != right.id_prefix ? left.id_prefix < right.id_prefix
                                               : store.id(left.event) < store.id(right.event);
    });
    std::transform(keys.begin(), keys.end(), conflict.events.begin(), [](const SortKey& key) { return key.event; });
  }
}

// SPEC 7.3: entries are sorted by event_type, target, position (null first), first event id.
void sort_entries(const EventStore& store, std::vector<Conflict>& conflicts) {
  struct SortKey {
    std::uint64_t position_prefix;
    ClassNumber event_class;
    std::uint32_t conflict;
  };
  std::vector<SortKey> keys;
  keys.reserve(conflicts.size());
  for (const Conflict& conflict : conflicts) {
    keys.push_back({conflict.position ? containers::digest_prefix(store.digest(*conflict.position)) : 0,
                    store[conflict.events.front()].event_class, static_cast<std::uint32_t>(keys.size())});
  }
  std::sort(keys.begin(), keys.end(), [&](const SortKey& left, const SortKey& right) {
    if (left.event_class != right.event_class) {  // the texts of one class are the same, and may be long
      const EventClass& a = store.class_of(left.event_class);
      const EventClass& b = store.class_of(right.event_class);
      if (const auto order = canon::compare_text(a.event_type, b.event_type); order != 0) {
        return order < 0;
      }
      if (const auto order = canon::compare_text(a.target, b.target); order != 0) {
        return order < 0;
      }
    }
    if (left.position_prefix != right.position_prefix) {
      return left.position_prefix < right.position_prefix;
    }
    const Conflict& c = conflicts[left.conflict];
    const Conflict& d = conflicts[right.conflict];
    if (c.position != d.position) {
      return !c.position || (d.position && store.digest(*c.position) < store.digest(*d.position));
    }
    return store.id(c.events.front()) < store.id(d.events.front());
  });
  std::vector<Conflict> sorted;
  sorted.reserve(conflicts.size());
  for (const SortKey& key : keys) {
    sorted.push_back(std::move(conflicts[key.conflict]));
  }
  conflicts = std::move(sorted);
}

}  // namespace

std::vector<Conflict> find_conflicts(const EventStore& store, const Resolution& resolution) {
  std::vector<Conflict> conflicts = list_conflicts(store, resolution);
  sort_by_id(store, conflicts);
  sort_entries(store, conflicts);
  return conflicts;
}

// SPEC 7.3: `resolved` is true when at most one of them is live.
bool is_resolved(const Resolution& resolution, const Conflict& conflict) {
  const auto live_count = std::count_if(conflict.events.begin(), conflict.events.end(),
                                        [&](EventIndex event) { return resolution.is_live(event); });
  return live_count <= 1;
}

std::vector<std::vector<EventIndex>> find_several_live(const EventStore& store, const Resolution& resolution) {
  struct LiveEvent {
    ClassNumber event_class;
    std::size_t order;  // in application order
  };
  std::vector<LiveEvent> live;
  for (std::size_t order = 0; order < resolution.valid_in_order.size(); ++order) {
    const EventIndex event = resolution.valid_in_order[order];
    if (resolution.is_live(event)) {
      live.push_back({store[event].event_class, order});
    }
  }
  std::sort(live.begin(), live.end(), [](const LiveEvent& left, const LiveEvent& right) {
    return std::tie(left.event_class, left.order) < std::tie(right.event_class, right.order);
  });
  const auto same_class = [](const LiveEvent& left, const LiveEvent& right) {
    return left.event_class == right.event_class;
  };
  std::vector<std::span<const LiveEvent>> runs;
  for_each_run(std::span<const LiveEvent>(live), same_class, [&](std::span<const LiveEvent> run) {
    if (run.size() > 1) {
      runs.push_back(run);
    }
  });
  // Class numbers follow arrival, and the order of what is reported must not.
  std::sort(runs.begin(), runs.end(),
            [](const auto& left, const auto& right) { return left.front().order < right.front().order; });
  std::vector<std::vector<EventIndex>> several;
  for (const std::span<const LiveEvent> run : runs) {
    several.emplace_back();
    for (const LiveEvent& event : run) {
      several.back().push_back(resolution.valid_in_order[event.order]);
    }
  }
  return several;
}

}  // namespace pith::engine
