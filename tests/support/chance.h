#ifndef PITH_TESTS_SUPPORT_CHANCE_H
#define PITH_TESTS_SUPPORT_CHANCE_H

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace pith::tests {

/// Random numbers that are the same with every standard library: splitmix64. Make one draw in one statement: compilers
/// evaluate the arguments of a call in different orders.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t word = state_ += 0x9E3779B97F4A7C15;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
  }

  /// 0 to count - 1. Needs count > 0. The bias of the remainder does not matter here.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

  /// True with this probability.
  bool percent(std::size_t hundredths) { return below(100) < hundredths; }

  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[below(items.size())];
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(i)]);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace pith::tests

#endif
