// Many simulated networks of mirrors end as they must, and faults in the mirror are found.
//
//     PITH_NETWORKS        how many networks (200); the acceptance is with 10000
//     PITH_NETWORK_SEED    the first seed (1)

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "tests/network/network.h"

namespace pith::tests::network {
namespace {

constexpr std::uint64_t networks_default = PITH_NETWORKS_DEFAULT;
constexpr std::uint64_t fault_seeds = 200;

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Surroundings& surroundings() {
  static Surroundings instance;
  return instance;
}

/// One of a few networks shows the fault, by this violation.
void expect_found(Fault fault, const std::string& violation) {
  std::string others;
  for (std::uint64_t seed = 1; seed <= fault_seeds; ++seed) {
    for (const std::string& found : run_network(surroundings(), seed, fault).violations) {
      if (found.starts_with(violation)) {
        std::printf("seed %d: %s\n", static_cast<int>(seed), found.c_str());
        return;
      }
      others = found;
    }
  }
  FAIL() << "no network shows the fault; another violation: " << others;
}

TEST(Network, HonestMirrorsAgreeAndLoseNothing) {
  const std::uint64_t first = number_of("PITH_NETWORK_SEED", 1);
  const std::uint64_t count = number_of("PITH_NETWORKS", networks_default);
  std::map<std::string, std::size_t> counts;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Outcome outcome = run_network(surroundings(), seed, Fault::none);
    ASSERT_TRUE(outcome.violations.empty()) << "PITH_NETWORK_SEED=" << seed << ": " << outcome.violations.front();
    for (const auto& [what, times] : outcome.counts) {
      counts[what] += times;
    }
  }
  for (const auto& [what, times] : counts) {
    std::printf("%8zu  %s\n", times, what.c_str());
  }
  // Nothing is shown by networks in which nothing happens.
  for (const char* const what :
       {"records", "events", "second variants", "forks", "dropped", "repeated", "cut off", "altered", "junk",
        "old copies", "forged answers", "started without some keys", "stopped in a step", "lost power"}) {
    EXPECT_GT(counts[what], count / 4) << what;
  }
}

TEST(Network, TheSameSeedIsTheSameNetwork) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Outcome first = run_network(surroundings(), seed, Fault::none);
    Surroundings fresh;
    const Outcome second = run_network(fresh, seed, Fault::none);
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_EQ(first.counts, second.counts);
  }
}

TEST(Network, AMirrorThatDropsVariantsIsFound) {
  expect_found(Fault::drops_variants, "a variant that an honest mirror served is lost");
}

TEST(Network, AMirrorThatPrefersTheNewestCopyIsFound) {
  expect_found(Fault::prefers_newest, "a variant that an honest mirror served is lost");
}

TEST(Network, AMirrorThatForgetsAnEventAtRestartIsFound) {
  expect_found(Fault::forgets_at_restart, "a variant that an honest mirror served is lost");
}

TEST(Network, AMirrorThatDoesNotWaitForTheDiskIsFound) {
  expect_found(Fault::never_synchronises, "a file is neither an old nor a new version");
}

TEST(Network, AMirrorThatTakesAnEventForABundleIsFound) {
  expect_found(Fault::takes_events_for_bundles, "a variant that an honest mirror served is lost");
}

TEST(Network, AMirrorThatServesOnlyLiveRecordsIsFound) {
  expect_found(Fault::serves_only_live_records, "the state of the authentic events is not that of all");
}

TEST(Network, AMirrorThatKeepsTheFirstBundleIsFound) {
  expect_found(Fault::keeps_first_bundle, "two honest mirrors serve different bundles");
}

TEST(Network, AMirrorThatHoardsBundlesIsFound) {
  expect_found(Fault::hoards_bundles, "more of strangers than the limit");
}

TEST(Network, AMirrorThatForgetsWhatItDoesNotTrustNowIsFound) {
  expect_found(Fault::forgets_unknown_keys, "a variant that an honest mirror served is lost");
}

TEST(Network, AMirrorThatHidesForksIsFound) {
  expect_found(Fault::hides_forks, "state.json is not the state of the bundle");
}

}  // namespace
}  // namespace pith::tests::network
