// What one mirror keeps of one record, and how much waits in memory.

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "examples/mirror/mirror.h"
#include "tests/network/history.h"
#include "tests/network/simulated_disk.h"

namespace pith::tests::network {
namespace {

struct Histories {
  People people;
  std::vector<History> histories;

  Histories() {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      histories.emplace_back(people, seed);
    }
  }
};

const Histories& known() {
  static const Histories instance;
  return instance;
}

std::string bundle_of(const History& history, const std::vector<std::string>& events) {
  return write_object({{"bundle_type", quote("pith_open_graph_bundle")},
                       {"pith_number", quote(history.record.pith_number)},
                       {"events", write_array(events)}});
}

std::string kept_of(SimulatedDisk& disk, const History& history) {
  return disk.read("records/pith-2021-" + history.suffix + ".ndjson").value_or("");
}

/// The text of a memory, taken as documents by another mirror or read again, gives the same memory.
TEST(MirrorMemory, WhatIsKeptIsReadAsWhatItIs) {
  for (const History& history : known().histories) {
    SimulatedDisk disk;
    mirror::Mirror mirror(disk, {known().people.keyring});
    for (const std::vector<std::string>& documents : {history.bundles, history.junk}) {
      for (const std::string& document : documents) {
        mirror.take(document, false);
      }
    }
    for (const Variant& variant : history.variants) {
      mirror.take(variant.full_bundle_json, false);
    }
    mirror.take(bundle_of(history, {"17", "[]", "null", "{\"bundle_type\":\"x\"}", "{\"state_type\":1}"}), false);
    mirror.keep();
    const std::string text = kept_of(disk, history);
    for (const Variant& variant : history.variants) {
      EXPECT_NE(text.find(variant.plain_json), std::string::npos);
    }
    mirror::RecordMemory memory(history.record.pith_number, {known().people.keyring});
    memory.load(text);
    EXPECT_EQ(memory.text(), text);
    SimulatedDisk other_disk;
    mirror::Mirror other(other_disk, {known().people.keyring});
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      EXPECT_TRUE(other.take(text.substr(begin, end - begin), false).empty());
      begin = end + 1;
    }
    other.keep();
    EXPECT_EQ(kept_of(other_disk, history), text);
  }
}

/// Of the bundles of one state, the one that was built last is served, whatever the order in which they come.
TEST(MirrorMemory, TheBundleThatWasBuiltLastIsServed) {
  for (const History& history : known().histories) {
    for (const bool is_last_first : {false, true}) {
      mirror::RecordMemory memory(history.record.pith_number, {known().people.keyring});
      std::vector<std::string> bundles = history.plain_bundles;
      if (is_last_first) {
        std::swap(bundles.front(), bundles.back());
      }
      for (const std::string& bundle : bundles) {
        memory.take_bundle(bundle);
      }
      const std::optional<mirror::Publication> publication = memory.publication();
      ASSERT_TRUE(publication);
      EXPECT_EQ(publication->bundle_json, history.plain_bundles.back());
    }
  }
}

/// The limit holds inside of one document as well, and what comes twice waits once.
TEST(MirrorMemory, ABoundedPartWaits) {
  constexpr std::size_t waiting_bytes_max = 20'000;
  const History& history = known().histories.front();
  SimulatedDisk disk;
  mirror::Mirror mirror(disk, {known().people.keyring}, waiting_bytes_max);
  std::vector<std::string> ones(5'000, "1");
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < ones.size(); ++i) {
    numbers.push_back(std::to_string(i));
  }
  mirror.take(history.bundles.back(), false);
  mirror.keep();
  const std::string ones_bundle = bundle_of(history, ones);
  mirror.take(ones_bundle, false);
  EXPECT_LT(mirror.waiting_bytes(), 2'000 + ones_bundle.size());
  mirror.take(bundle_of(history, numbers), false);
  EXPECT_LT(mirror.waiting_bytes(), waiting_bytes_max);
  EXPECT_NE(kept_of(disk, history).find("[7]"), std::string::npos) << "nothing was kept before the end";
}

TEST(MirrorMemory, OthersCountWithTheMemoryThatTheyTake) {
  const History& history = known().histories.front();
  mirror::RecordMemory memory(history.record.pith_number, {known().people.keyring, nullptr, 10'000});
  memory.take_bundle(history.bundles.back());
  for (std::size_t i = 0; i < 1'000; ++i) {
    memory.take_event(std::to_string(i));
  }
  ASSERT_EQ(memory.not_served().size(), 1U);
  EXPECT_LT(memory.not_served().at("malformed"), 10'000 / mirror::other_overhead_bytes);
  EXPECT_GT(memory.not_served().at("malformed"), 10U);
}

}  // namespace
}  // namespace pith::tests::network
