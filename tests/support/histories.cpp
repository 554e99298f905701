#include "tests/support/histories.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>
#include <utility>

namespace pith::tests {
namespace {

// A choice is twelve bits of a key, and the first event has the highest ones. So keys compare as histories do, event by
// event.
constexpr unsigned choice_bits = 12;
constexpr std::uint64_t signer_bit = 1U << 11;
constexpr std::uint64_t type_bit = 1U << 10;
constexpr std::uint64_t target_bit = 1U << 9;
constexpr std::uint64_t time_bit = 1U << 8;
constexpr unsigned prev_shift = 5;

std::uint64_t pack(const Choice& choice) {
  return choice.signer * signer_bit | choice.type * type_bit | choice.target * target_bit | choice.time * time_bit |
         choice.prev << prev_shift | choice.supersedes;
}

Choice unpack(std::uint64_t bits) {
  const auto has = [&](std::uint64_t bit) { return (bits & bit) != 0 ? 1U : 0U; };
  return {has(signer_bit),
          has(type_bit),
          has(target_bit),
          has(time_bit),
          static_cast<unsigned>(bits >> prev_shift & 7),
          static_cast<unsigned>(bits & 31)};
}

std::uint64_t key_of(const History& history) {
  return std::accumulate(history.begin(), history.end(), std::uint64_t{0},
                         [](std::uint64_t key, const Choice& choice) { return key << choice_bits | pack(choice); });
}

/// Everything that the event with that index may be.
std::vector<Choice> choices_at(const Alphabet& alphabet, std::size_t index) {
  std::vector<Choice> choices;
  for (unsigned letters = 0; letters < 16; ++letters) {
    const Choice letter{letters & 1, letters >> 1 & 1, letters >> 2 & 1, letters >> 3 & 1, 0, 0};
    if (letter.signer >= alphabet.signers || letter.type >= alphabet.types || letter.target >= alphabet.targets ||
        letter.time >= alphabet.times) {
      continue;
    }
    for (unsigned prev = prev_null; prev < prev_first + index; ++prev) {
      for (unsigned supersedes = 0; supersedes < 1U << index; ++supersedes) {
        const unsigned count = static_cast<unsigned>(std::popcount(supersedes)) + (prev == prev_null ? 0 : 1);
        if ((prev == prev_absent && !alphabet.prev_may_be_absent) || count > alphabet.links_max) {
          continue;
        }
        Choice choice = letter;
        choice.prev = prev;
        choice.supersedes = supersedes;
        choices.push_back(choice);
      }
    }
  }
  return choices;
}

/// Masks that exchange two signers, types or targets in a whole key: one for every combination, if there are two.
std::vector<std::uint64_t> renamings(const Alphabet& alphabet, std::size_t events) {
  std::vector<std::uint64_t> masks = {0};
  for (const auto& [bit, count] :
       {std::pair(signer_bit, alphabet.signers), {type_bit, alphabet.types}, {target_bit, alphabet.targets}}) {
    std::uint64_t everywhere = 0;
    for (std::size_t i = 0; i < events; ++i) {
      everywhere = everywhere << choice_bits | bit;
    }
    for (std::size_t i = masks.size(); count > 1 && i > 0; --i) {
      masks.push_back(masks[i - 1] ^ everywhere);
    }
  }
  return masks;
}

/// Writes the history in another order; false if a link would point forwards. `order` lists the old indices.
bool reorder(const History& history, const std::vector<unsigned>& order, History& reordered) {
  unsigned new_index[history_events_max] = {};
  unsigned seen = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Choice& old = history[order[i]];
    Choice& choice = reordered[i];
    choice = old;
    if (old.prev >= prev_first) {
      if ((seen >> (old.prev - prev_first) & 1) == 0) {
        return false;
      }
      choice.prev = prev_first + new_index[old.prev - prev_first];
    }
    if ((old.supersedes & ~seen) != 0) {
      return false;
    }
    choice.supersedes = 0;
    for (unsigned index = 0; index < history.size(); ++index) {
      if ((old.supersedes >> index & 1) != 0) {
        choice.supersedes |= 1U << new_index[index];
      }
    }
    new_index[order[i]] = static_cast<unsigned>(i);
    seen |= 1U << order[i];
  }
  return true;
}

/// The least key of the group of this history, and the size of the group. Each history of the group comes up equally
/// often. So the size is the number of all ways (orders and renamings), divided by the ways that give this history.
Representative represent(const History& history, const std::vector<std::uint64_t>& masks) {
  const std::uint64_t own = key_of(history);
  std::vector<unsigned> order(history.size());
  std::iota(order.begin(), order.end(), 0U);
  History reordered(history.size());
  std::uint64_t least = own, ways = 0, ways_to_itself = 0;
  do {
    if (!reorder(history, order, reordered)) {
      continue;
    }
    const std::uint64_t key = key_of(reordered);
    for (const std::uint64_t mask : masks) {
      least = std::min(least, key ^ mask);
      ways_to_itself += (key ^ mask) == own ? 1 : 0;
      ++ways;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return {least, ways / ways_to_itself};
}

}  // namespace

std::uint64_t count_labelled(const Alphabet& alphabet, std::size_t events) {
  std::uint64_t count = 1;
  for (std::uint64_t index = 0; index < events; ++index) {
    const std::uint64_t prevs = index + (alphabet.prev_may_be_absent ? 1 : 0);
    std::uint64_t links = 0;
    std::uint64_t sets = 1;  // the sets of `size` earlier events: the binomial coefficient
    for (std::uint64_t size = 0; size <= std::min<std::uint64_t>(index, alphabet.links_max); ++size) {
      links += sets * (1 + (size < alphabet.links_max ? prevs : 0));
      sets = sets * (index - size) / (size + 1);
    }
    count *= std::uint64_t{alphabet.signers} * alphabet.types * alphabet.targets * alphabet.times * links;
  }
  return count;
}

History history_of(std::uint64_t key, std::size_t events) {
  History history(events);
  for (std::size_t i = 0; i < events; ++i) {
    history[i] = unpack(key >> choice_bits * (events - 1 - i) & ((1U << choice_bits) - 1));
  }
  return history;
}

std::vector<Representative> enumerate(const Alphabet& alphabet, std::size_t events) {
  assert(events <= history_events_max);
  std::vector<Representative> level = {{0, 1}};
  for (std::size_t index = 0; index < events; ++index) {
    const std::vector<Choice> choices = choices_at(alphabet, index);
    const std::vector<std::uint64_t> masks = renamings(alphabet, index + 1);
    std::vector<std::uint64_t> keys;
    for (const Representative& parent : level) {
      History history = history_of(parent.key, index);
      history.emplace_back();
      for (const Choice& choice : choices) {
        history.back() = choice;
        keys.push_back(represent(history, masks).key);
      }
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    level.clear();
    for (const std::uint64_t key : keys) {
      level.push_back(represent(history_of(key, index + 1), masks));
    }
  }
  return level;
}

}  // namespace pith::tests
