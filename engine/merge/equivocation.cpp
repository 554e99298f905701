// SPEC 7: one signer, two answers in one place.
//
// Each valid event claims one place or several: (class, position), where a class is all events of one
// principal, type and target. Of the k events in one place, one conflicts unless it names, or is named by,
// each of the k - 1 others. So it suffices to count, for each event in a place, how many others there it is
// linked with; no pair is ever looked at that has no link.
//
// Example: a, b and c follow p; b supersedes a, c supersedes a and b. Everyone is linked with both others: no
// conflict. Counter-example: c supersedes only b. Then a and c conflict, although b stands between them, and
// b, linked with both, is not part of the entry.
// Shown by tests/equivocation_test.cpp; twenty thousand events of 64 places each by tests/scale_test.cpp.

#include "engine/merge/equivocation.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "canon/text.h"
#include "pith/result.h"

namespace pith::engine {
namespace {

/// Calls visit with each position of an event (SPEC 7.1): prev_event, if not null; else each of supersedes; else null.
template <class Visit>
void for_each_position(const EventSetData& set, const AuthenticEvent& event, Visit visit) {
  const std::span<const std::uint32_t> links = set.all_links(event);
  if (links.empty()) {
    visit(std::nullopt);
  }
  for (const std::uint32_t position : event.has_prev_event ? links.first(1) : links) {
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

/// The valid events by the position that they claim: of the positions that two or more claim, and these alone.
class Claims {
 public:
  Claims(const EventSetData& set, const Resolution& resolution) : end_of_place_(set.digests.size() + 1, 0) {
    for_each_claim(set, resolution, [&](std::size_t place, std::uint32_t) { ++end_of_place_[place]; });
    std::uint64_t total = 0;
    for (std::uint32_t& count : end_of_place_) {  // becomes where the place begins, for now
      const std::uint64_t begin = count > 1 ? std::exchange(total, total + count) : nobody;
      count = static_cast<std::uint32_t>(begin);
    }
    if (total >= nobody) {
      throw SystemFailure("more positions are claimed than can be counted");
    }
    events_.resize(static_cast<std::size_t>(total));
    for_each_claim(set, resolution, [&](std::size_t place, std::uint32_t event) {
      if (end_of_place_[place] != nobody) {
        events_[end_of_place_[place]++] = event;
      }
    });
  }

  /// Calls visit with each position and the events that claim it, which visit may reorder.
  template <class Visit>
  void for_each_place(Visit visit) {
    std::uint32_t begin = 0;
    for (std::uint32_t place = 0; place < end_of_place_.size(); ++place) {
      if (end_of_place_[place] != nobody) {
        const std::optional<std::uint32_t> position = place == 0 ? std::nullopt : std::optional(place - 1);
        visit(position, std::span(events_).subspan(begin, end_of_place_[place] - begin));
        begin = end_of_place_[place];
      }
    }
  }

 private:
  static constexpr std::uint32_t nobody = UINT32_MAX;

  template <class Visit>
  static void for_each_claim(const EventSetData& set, const Resolution& resolution, Visit visit) {
    for (std::uint32_t event = 0; event < set.authentic.size(); ++event) {
      if (resolution.is_valid[event]) {
        for_each_position(set, set.authentic[event], [&](std::optional<std::uint32_t> position) {
          visit(position ? std::size_t{*position} + 1 : 0, event);
        });
      }
    }
  }

  std::vector<std::uint32_t> end_of_place_;  // in events_; by the position's number + 1, and 0 is null
  std::vector<std::uint32_t> events_;
};

/// SPEC 7.2: which of the events in one place conflict with another one there.
class PlaceCheck {
 public:
  explicit PlaceCheck(const EventSetData& set) : set_(set) {}

  std::vector<std::uint32_t> find_conflicting(std::span<const std::uint32_t> place) {
    // Two events never name each other, since an id is a hash. What an event names in prev_event is its only
    // position, and never stands there itself, so that only supersedes can link two events of one place.
    if (std::none_of(place.begin(), place.end(),
                     [&](std::uint32_t event) { return set_.authentic[event].supersedes_count > 0; })) {
      return {place.begin(), place.end()};
    }
    count_links(place);
    std::vector<std::uint32_t> conflicting;
    for (const std::uint32_t event : place) {
      if (marks_[set_.authentic[event].number].linked_count < place.size() - 1) {
        conflicting.push_back(event);
      }
    }
    return conflicting;
  }

 private:
  void count_links(std::span<const std::uint32_t> place) {
    marks_.resize(set_.digests.size());
    ++place_number_;
    for (const std::uint32_t event : place) {
      marks_[set_.authentic[event].number] = {place_number_, 0};
    }
    for (const std::uint32_t event : place) {
      const AuthenticEvent& authentic = set_.authentic[event];
      for (const std::uint32_t superseded : set_.supersedes(authentic)) {
        if (marks_[superseded].place_number == place_number_) {
          ++marks_[authentic.number].linked_count;
          ++marks_[superseded].linked_count;
        }
      }
    }
  }

  struct Mark {
    std::uint32_t place_number = 0;  // of the place that was last looked at with that event
    std::uint32_t linked_count = 0;
  };

  const EventSetData& set_;
  std::vector<Mark> marks_;  // by number, as soon as there is a place where links count
  std::uint32_t place_number_ = 0;
};

/// What conflicts, in no order yet.
std::vector<Conflict> list_conflicts(const EventSetData& set, const Resolution& resolution) {
  const auto class_number = [&](std::uint32_t event) { return set.authentic[event].event_class; };
  const auto same_class = [&](std::uint32_t left, std::uint32_t right) {
    return class_number(left) == class_number(right);
  };
  const auto before_by_class = [&](std::uint32_t left, std::uint32_t right) {
    return class_number(left) < class_number(right);
  };
  Claims claims(set, resolution);
  PlaceCheck check(set);
  std::vector<Conflict> conflicts;
  claims.for_each_place([&](std::optional<std::uint32_t> position, std::span<std::uint32_t> claiming) {
    if (!std::is_sorted(claiming.begin(), claiming.end(), before_by_class)) {
      std::sort(claiming.begin(), claiming.end(), before_by_class);
    }
    for_each_run(std::span<const std::uint32_t>(claiming), same_class, [&](std::span<const std::uint32_t> place) {
      if (place.size() > 1) {
        if (std::vector<std::uint32_t> events = check.find_conflicting(place); !events.empty()) {
          conflicts.push_back({position, std::move(events)});
        }
      }
    });
  });
  return conflicts;
}

/// Sorts the events of each by id.
void sort_by_id(const EventSetData& set, std::vector<Conflict>& conflicts) {
  struct SortKey {
    std::uint64_t id_prefix;
    std::uint32_t event;
  };
  std::vector<SortKey> keys;
  for (Conflict& conflict : conflicts) {
    keys.clear();
    keys.reserve(conflict.events.size());
    for (const std::uint32_t event : conflict.events) {
      keys.push_back({digest_prefix(set.id(event)), event});
    }
    std::sort(keys.begin(), keys.end(), [&](const SortKey& left, const SortKey& right) {
      return left.id_prefix != right.id_prefix ? left.id_prefix < right.id_prefix
                                               : set.id(left.event) < set.id(right.event);
    });
    std::transform(keys.begin(), keys.end(), conflict.events.begin(), [](const SortKey& key) { return key.event; });
  }
}

// SPEC 7.3: sorted by event_type, target, position (null first), first event id.
void sort_entries(const EventSetData& set, std::vector<Conflict>& conflicts) {
  struct SortKey {
    std::uint64_t position_prefix;
    std::uint32_t event_class;
    std::uint32_t conflict;
  };
  std::vector<SortKey> keys;
  keys.reserve(conflicts.size());
  for (const Conflict& conflict : conflicts) {
    keys.push_back({conflict.position ? digest_prefix(set.digests[*conflict.position]) : 0,
                    set.authentic[conflict.events.front()].event_class, static_cast<std::uint32_t>(keys.size())});
  }
  std::sort(keys.begin(), keys.end(), [&](const SortKey& left, const SortKey& right) {
    if (left.event_class != right.event_class) {  // of one class the texts are the same, and may be long
      const EventClass& a = set.classes[left.event_class];
      const EventClass& b = set.classes[right.event_class];
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
      return !c.position || (d.position && set.digests[*c.position] < set.digests[*d.position]);
    }
    return set.id(c.events.front()) < set.id(d.events.front());
  });
  std::vector<Conflict> sorted;
  sorted.reserve(conflicts.size());
  for (const SortKey& key : keys) {
    sorted.push_back(std::move(conflicts[key.conflict]));
  }
  conflicts = std::move(sorted);
}

}  // namespace

std::vector<Conflict> find_conflicts(const EventSetData& set, const Resolution& resolution) {
  std::vector<Conflict> conflicts = list_conflicts(set, resolution);
  sort_by_id(set, conflicts);
  sort_entries(set, conflicts);
  return conflicts;
}

std::vector<std::vector<std::uint32_t>> find_several_live(const EventSetData& set, const Resolution& resolution) {
  struct LiveEvent {
    std::uint32_t event_class;
    std::uint32_t place;  // in application order
  };
  std::vector<LiveEvent> live;
  for (std::uint32_t place = 0; place < resolution.valid_in_order.size(); ++place) {
    const std::uint32_t event = resolution.valid_in_order[place];
    if (resolution.is_live(event)) {
      live.push_back({set.authentic[event].event_class, place});
    }
  }
  std::sort(live.begin(), live.end(), [](const LiveEvent& left, const LiveEvent& right) {
    return std::tie(left.event_class, left.place) < std::tie(right.event_class, right.place);
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
  // Numbers of classes follow arrival; the order of what is reported must not.
  std::sort(runs.begin(), runs.end(),
            [](const auto& left, const auto& right) { return left.front().place < right.front().place; });
  std::vector<std::vector<std::uint32_t>> several;
  for (const std::span<const LiveEvent> run : runs) {
    several.emplace_back();
    for (const LiveEvent& event : run) {
      several.back().push_back(resolution.valid_in_order[event.place]);
    }
  }
  return several;
}

}  // namespace pith::engine
