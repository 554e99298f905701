#ifndef PITH_TESTS_SUPPORT_HISTORIES_H
#define PITH_TESTS_SUPPORT_HISTORIES_H

#include <cstddef>
#include <cstdint>
#include <vector>

// Enumerates all small histories: sets of events that differ in signer, type, target, time and links.

namespace pith::tests {

/// Which events an enumerated history may have. Each of the four numbers is 1 or 2.
struct Alphabet {
  unsigned signers = 1;
  unsigned types = 1;
  unsigned targets = 1;
  unsigned times = 1;
  bool prev_may_be_absent = false;  ///< `prev_event` may also name an event that is in no history
  unsigned links_max = 5;           ///< of one event, `prev_event` and `supersedes` together
};

/// One event: its letters (signer, type, target, time), and its links to earlier events of the history.
struct Choice {
  unsigned signer = 0;
  unsigned type = 0;
  unsigned target = 0;
  unsigned time = 0;
  unsigned prev = 0;        ///< 0 for null, 1 for the absent event, 2 + index for an event of the history
  unsigned supersedes = 0;  ///< bit i is set if it supersedes the event with index i

  friend bool operator==(const Choice&, const Choice&) = default;
};

constexpr unsigned prev_null = 0;
constexpr unsigned prev_absent = 1;
constexpr unsigned prev_first = 2;

/// Events in an order in which links point backwards. Ids are hashes, so every set of events has such an order.
using History = std::vector<Choice>;

/// How many events fit into the 64 bits of a key, at 12 bits each.
constexpr std::size_t history_events_max = 5;

/// How many histories of that many events there are. Each way to write one down with its links pointing backwards
/// counts. For each event there are the combinations of letters, times the choices of `prev_event` (null, the absent
/// event, an earlier event), times the sets of earlier events for `supersedes`, as far as `links_max` allows. The count
/// is the product of these.
std::uint64_t count_labelled(const Alphabet& alphabet, std::size_t events);

/// Stands for a group of histories. They differ only in the order in which they are written down, and in the names of
/// signers, types and targets.
struct Representative {
  std::uint64_t key = 0;       ///< see history_of
  std::uint64_t labelled = 0;  ///< how many of the histories that count_labelled() counts are in the group
};

/// The history that a key stands for.
History history_of(std::uint64_t key, std::size_t events);

/// One representative of each group, sorted by key. No group is missing: every history has an event that no other event
/// names, and without it a history of one event fewer is left. So extending the representatives of the shorter
/// histories by every choice reaches every group. The sum of `labelled` must be count_labelled(); this shows that no
/// group is missing or there twice.
std::vector<Representative> enumerate(const Alphabet& alphabet, std::size_t events);

}  // namespace pith::tests

#endif
