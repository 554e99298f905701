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

std::strong_ordering compare_class(const AuthenticEvent& left, const AuthenticEvent& right) {
  if (const auto order = canon::compare_text(left.event_type(), right.event_type()); order != 0) {
    return order;
  }
  if (const auto order = canon::compare_text(left.target(), right.target()); order != 0) {
    return order;
  }
  return left.principal <=> right.principal;
}

/// The valid events, those of one class together, the classes in the order of the comparison above, and
/// within a class in application order.
std::vector<std::uint32_t> sort_by_class(const EventSetData& set, const Resolution& resolution) {
  std::vector<std::uint32_t> events = resolution.valid_in_order;
  std::stable_sort(events.begin(), events.end(), [&](std::uint32_t left, std::uint32_t right) {
    return compare_class(set.authentic[left], set.authentic[right]) < 0;
  });
  return events;
}

/// For each valid event the number of its class; by event.
std::vector<std::uint32_t> number_classes(const EventSetData& set, const std::vector<std::uint32_t>& by_class) {
  std::vector<std::uint32_t> class_of(set.authentic.size());
  std::uint32_t event_class = 0;
  for (std::size_t i = 0; i < by_class.size(); ++i) {
    if (i > 0 && compare_class(set.authentic[by_class[i - 1]], set.authentic[by_class[i]]) != 0) {
      ++event_class;
    }
    class_of[by_class[i]] = event_class;
  }
  return class_of;
}

// SPEC 7.1: prev_event, if not null; else each of supersedes; else null.
std::vector<Claim> list_claims(const EventSetData& set, const std::vector<std::uint32_t>& events,
                               const std::vector<std::uint32_t>& class_of) {
  std::vector<Claim> claims;
  claims.reserve(events.size());
  for (const std::uint32_t event : events) {
    const AuthenticEvent& authentic = set.authentic[event];
    const std::span<const std::uint32_t> links = set.all_links(authentic);
    if (links.empty()) {
      claims.push_back({class_of[event], null_position, event});
    }
    for (const std::uint32_t position : authentic.has_prev_event ? links.first(1) : links) {
      claims.push_back({class_of[event], position, event});
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
  // Two events never name each other, since an id is a hash; but one may name another twice.
  void count_links(std::uint32_t event) {
    const AuthenticEvent& authentic = set_.authentic[event];
    const std::optional<std::uint32_t> prev_event = set_.prev_event(authentic);
    if (prev_event) {
      count_link(event, *prev_event);
    }
    for (const std::uint32_t superseded : set_.supersedes(authentic)) {
      if (superseded != prev_event) {
        count_link(event, superseded);
      }
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

// SPEC 7.3: sorted by event_type, target, position (null first), first event id.
void sort_entries(const EventSetData& set, std::vector<Conflict>& conflicts) {
  const auto id = [&](std::uint32_t event) -> const Sha256Digest& { return set.digests[set.authentic[event].number]; };
  std::sort(conflicts.begin(), conflicts.end(), [&](const Conflict& left, const Conflict& right) {
    const AuthenticEvent& a = set.authentic[left.events.front()];
    const AuthenticEvent& b = set.authentic[right.events.front()];
    if (const auto order = canon::compare_text(a.event_type(), b.event_type()); order != 0) {
      return order < 0;
    }
    if (const auto order = canon::compare_text(a.target(), b.target()); order != 0) {
      return order < 0;
    }
    if (left.position != right.position) {
      return !left.position || (right.position && set.digests[*left.position] < set.digests[*right.position]);
    }
    return id(left.events.front()) < id(right.events.front());
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
  const std::vector<std::uint32_t> by_class = sort_by_class(set, resolution);
  std::vector<Claim> claims = list_claims(set, by_class, number_classes(set, by_class));
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
    std::sort(events.begin(), events.end(), [&](std::uint32_t left, std::uint32_t right) {
      return set.digests[set.authentic[left].number] < set.digests[set.authentic[right].number];
    });
    const std::uint32_t position = place.front().position;
    conflicts.push_back({position == null_position ? std::nullopt : std::optional(position), std::move(events)});
  });
  sort_entries(set, conflicts);
  return conflicts;
}

std::vector<std::vector<std::uint32_t>> find_several_live(const EventSetData& set, const Resolution& resolution) {
  std::vector<std::uint32_t> live = sort_by_class(set, resolution);
  std::erase_if(live, [&](std::uint32_t event) { return !resolution.is_live(event); });
  std::vector<std::vector<std::uint32_t>> several;
  const auto same_class = [&](std::uint32_t left, std::uint32_t right) {
    return compare_class(set.authentic[left], set.authentic[right]) == 0;
  };
  for_each_run(std::span<const std::uint32_t>(live), same_class, [&](std::span<const std::uint32_t> run) {
    if (run.size() > 1) {
      several.emplace_back(run.begin(), run.end());
    }
  });
  return several;
}

}  // namespace pith::engine
