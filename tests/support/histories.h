#ifndef PITH_TESTS_SUPPORT_HISTORIES_H
#define PITH_TESTS_SUPPORT_HISTORIES_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pith::tests {

/// What an event of an enumerated history may be. Each number is 1 or 2.
struct Alphabet {
  unsigned signers = 1;
  unsigned types = 1;
  unsigned targets = 1;
  unsigned times = 1;
  bool prev_may_be_absent = false;  ///< `prev_event` may also name an event that is in no history
  unsigned links_max = 5;           ///< of one event, `prev_event` and `supersedes` together
};

/// One event: its letters, and its links to events that stand before it in the history.
struct Choice {
  unsigned signer = 0;
  unsigned type = 0;
  unsigned target = 0;
  unsigned time = 0;
  unsigned prev = 0;        ///< 0 for null, 1 for the absent event, 2 + place for another
  unsigned supersedes = 0;  ///< a bit for each place

  friend bool operator==(const Choice&, const Choice&) = default;
};

constexpr unsigned prev_null = 0;
constexpr unsigned prev_absent = 1;
constexpr unsigned prev_first = 2;

/// Events in an order in which links point backwards. As ids are hashes, every set of events has such an order.
using History = std::vector<Choice>;

/// At most so many events fit the numbers in which histories are kept.
constexpr std::size_t history_events_max = 5;

/// How many histories of that many events there are, written down in any order in which links point backwards: at
/// each place letters, times links to null, the absent one or an earlier place, times sets of earlier places.
std::uint64_t count_labelled(const Alphabet& alphabet, std::size_t events);

/// One of all histories that are the same but for the order in which they are written down, and for the names of
/// signers, types and targets.
struct Representative {
  std::uint64_t key = 0;       ///< see history_of
  std::uint64_t labelled = 0;  ///< how many of count_labelled it stands for
};

History history_of(std::uint64_t key, std::size_t events);

/// One history of each class, by key. All are there: some event of a history is named by no other; without it, a
/// history of one event less is left; so extending the representatives of those by every choice reaches every class.
/// That none is missing or twice shows in the sum of `labelled`, which is count_labelled.
std::vector<Representative> enumerate(const Alphabet& alphabet, std::size_t events);

}  // namespace pith::tests

#endif
