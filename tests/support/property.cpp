#include "tests/support/property.h"

#include <rapidcheck.h>

#include <algorithm>
#include <stdexcept>

namespace pith::tests {

const World& world() {
  static const World instance;
  return instance;
}

Draw draw() {
  const auto seed = *rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
  const int size = *rc::gen::withSize([](int current) { return rc::gen::just(current); });
  return {seed, 1 + static_cast<std::size_t>(size) / 14};
}

Scenario scenario_of(const Draw& draw) {
  Chance chance(draw.seed);
  return make_scenario(world(), chance, draw.motifs);
}

EventSet set_of(const std::vector<std::string>& events) {
  EventSet set = world().events();
  for (const std::string& event : events) {
    if (!set.add(event)) {
      throw std::runtime_error("the engine refuses " + event);
    }
  }
  return set;
}

void hold(const std::string& property, const std::string& rule, const Draw& draw,
          const std::vector<std::string>& events, const Claim& claim, const std::vector<Alias>& aliases) {
  if (claim(events).empty()) {
    return;
  }
  const std::vector<std::string> fewest = minimise(events, claim);
  const std::string what = claim(fewest);
  const std::string seed = std::to_string(draw.seed);
  const Counterexample counterexample{property + "_" + seed, property + ": " + what, rule, fewest, aliases};
  const std::string path = write_vector(world(), counterexample).string();
  RC_FAIL(what + "\nseed " + seed + ", " + std::to_string(draw.motifs) + " motifs\n" + std::to_string(fewest.size()) +
          " of " + std::to_string(events.size()) + " events in " + path);
}

std::string unequal(const std::string& what, const std::string& actual, const std::string& expected) {
  if (actual == expected) {
    return "";
  }
  const auto [left, right] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  const auto around = [](const std::string& text, std::string::const_iterator place) {
    const auto offset = static_cast<std::size_t>(place - text.begin());
    return text.substr(offset < 60 ? 0 : offset - 60, 200);
  };
  return what + " differs:\n  is        ..." + around(actual, left) + "\n  should be ..." + around(expected, right);
}

}  // namespace pith::tests
