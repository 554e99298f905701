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

#include "engine/equivocation.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>

#include "canon/text.h"

namespace pith::engine {
namespace {

constexpr std::uint32_t null_position = UINT32_MAX;

/// One event's claim to one place.
struct Claim {
  std::uint32_t event_class;
  std::uint32_t position;  // the number of a digest, or null_position
  std::uint32_t event;
};

bool is_same_place(const Claim& left, const Claim& right) {
  return left.event_class == right.event_class && left.position == right.position;
}

// SPEC 7.1: prev_event, if not null; else each of supersedes; else null.
std::vector<Claim> list_claims(const EventSetData& set, const std::vector<std::uint32_t>& events) {
  std::vector<Claim> claims;
  claims.reserve(events.size());
  for (const std::uint32_t event : events) {
    const AuthenticEvent& authentic = set.authentic[event];
    const std::span<const std::uint32_t> links = set.all_links(authentic);
    if (links.empty()) {
      claims.push_back({authentic.event_class, null_position, event});
    }
    for (const std::uint32_t position : authentic.has_prev_event ? links.first(1) : links) {
      claims.push_back({authentic.event_class, position, event});
    }
  }
  return claims;
}

/// SPEC 7.2: which of the events in one place conflict with another one there.
class PlaceCheck {
 public:
  explicit PlaceCheck(const EventSetData& set)
      : set_(set), place_of_event_(set.authentic.size(), 0), linked_count_(set.authentic.size(), 0) {}

  std::vector<std::uint32_t> find_conflicting(std::span<const Claim> place) {
    ++place_number_;
    for (const Claim& claim : place) {
      place_of_event_[claim.event] = place_number_;
      linked_count_[claim.event] = 0;
    }
    for (const Claim& claim : place) {
      count_links(claim.event);
    }
    std::vector<std::uint32_t> conflicting;
    for (const Claim& claim : place) {
      if (linked_count_[claim.event] < place.size() - 1) {
        conflicting.push_back(claim.event);
      }
    }
    return conflicting;
  }

 private:
  // Two events never name each other, since an id is a hash. What an event names in prev_event is its only
  // position, and never stands there itself, so that only supersedes can link two events of one place.
  void count_links(std::uint32_t event) {
    for (const std::uint32_t superseded : set_.supersedes(set_.authentic[event])) {
      count_link(event, superseded);
    }
  }

  void count_link(std::uint32_t event, std::uint32_t number) {
    const std::optional<std::uint32_t> target = set_.entries[number].authentic;
    if (target && place_of_event_[*target] == place_number_) {
      ++linked_count_[event];
      ++linked_count_[*target];
    }
  }

  const EventSetData& set_;
  std::vector<std::uint32_t> place_of_event_;  // the number of the place that was last looked at with it
  std::vector<std::uint32_t> linked_count_;
  std::uint32_t place_number_ = 0;
};

void sort_by_id(const EventSetData& set, std::vector<std::uint32_t>& events) {
  struct SortKey {
    std::uint64_t id_prefix;
    std::uint32_t event;
  };
  std::vector<SortKey> keys;
  keys.reserve(events.size());
  for (const std::uint32_t event : events) {
    keys.push_back({digest_prefix(set.id(event)), event});
  }
  std::sort(keys.begin(), keys.end(), [&](const SortKey& left, const SortKey& right) {
    return left.id_prefix != right.id_prefix ? left.id_prefix < right.id_prefix
                                             : set.id(left.event) < set.id(right.event);
  });
  std::transform(keys.begin(), keys.end(), events.begin(), [](const SortKey& key) { return key.event; });
}

// SPEC 7.3: sorted by event_type, target, position (null first), first event id.
void sort_entries(const EventSetData& set, std::vector<Conflict>& conflicts) {
  std::sort(conflicts.begin(), conflicts.end(), [&](const Conflict& left, const Conflict& right) {
    const AuthenticEvent& a = set.authentic[left.events.front()];
    const AuthenticEvent& b = set.authentic[right.events.front()];
    if (a.event_class != b.event_class) {  // of one class the texts are the same, and may be long
      if (const auto order = canon::compare_text(a.event_type(), b.event_type()); order != 0) {
        return order < 0;
      }
      if (const auto order = canon::compare_text(a.target(), b.target()); order != 0) {
        return order < 0;
      }
    }
    if (left.position != right.position) {
      return !left.position || (right.position && set.digests[*left.position] < set.digests[*right.position]);
    }
    return set.id(left.events.front()) < set.id(right.events.front());
  });
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

}  // namespace

std::vector<Conflict> find_conflicts(const EventSetData& set, const Resolution& resolution) {
  std::vector<Claim> claims = list_claims(set, resolution.valid_in_order);
  std::sort(claims.begin(), claims.end(), [](const Claim& left, const Claim& right) {
    return std::tie(left.event_class, left.position, left.event) <
           std::tie(right.event_class, right.position, right.event);
  });
  PlaceCheck check(set);
  std::vector<Conflict> conflicts;
  for_each_run(std::span<const Claim>(claims), is_same_place, [&](std::span<const Claim> place) {
    std::vector<std::uint32_t> events = place.size() > 1 ? check.find_conflicting(place) : std::vector<std::uint32_t>();
    if (events.empty()) {
      return;
    }
    sort_by_id(set, events);
    const std::uint32_t position = place.front().position;
    conflicts.push_back({position == null_position ? std::nullopt : std::optional(position), std::move(events)});
  });
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
