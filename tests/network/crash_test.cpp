// The mirror is stopped at every single step, in two ways: the process is killed, or the power fails. Whatever happens,
// each file has all bytes of an old or of a new version, and the next run ends as an undisturbed one.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "examples/mirror/manifest.h"
#include "examples/mirror/mirror.h"
#include "tests/network/history.h"
#include "tests/network/simulated_disk.h"

namespace pith::tests::network {
namespace {

using Files = std::map<std::string, std::string>;

struct Papers {
  People people;
  std::vector<History> histories;
  VerdictCache verdicts;

  Papers() {
    histories.emplace_back(people, 1);
    histories.emplace_back(people, 2);
  }
};

Papers& papers() {
  static Papers instance;
  return instance;
}

/// What arrives in the first run, and what arrives in the second one.
std::vector<std::string> documents(bool is_first) {
  std::vector<std::string> documents;
  for (const History& history : papers().histories) {
    const std::size_t half = history.variants.size() / 2;
    for (std::size_t i = is_first ? 0 : half; i < (is_first ? half : history.variants.size()); ++i) {
      documents.push_back(history.variants[i].full_json);
    }
    documents.push_back(is_first ? history.bundles.front() : history.bundles.back());
    documents.push_back(history.junk[is_first ? 3 : 4]);
  }
  return documents;
}

void run(SimulatedDisk& disk, const std::vector<std::string>& documents, std::string_view now) {
  mirror::Mirror mirror(disk, {papers().people.keyring, &papers().verdicts});
  for (const std::string& document : documents) {
    mirror.take(document, false);
  }
  mirror.keep();
  mirror.publish([](const auto&, const auto&) {});
  const mirror::Presentation presentation = {std::string(now), "https://mirror.test"};  // changes with the run
  mirror.publish_manifest([&](std::string_view at) { return manifest_json(presentation, at); }, now);
}

constexpr std::string_view first_time = "2026-07-05T00:00:00Z";
constexpr std::string_view second_time = "2026-07-06T00:00:00Z";

void run_first(SimulatedDisk& disk) {
  run(disk, documents(true), first_time);
}

void run_second(SimulatedDisk& disk) {
  run(disk, documents(false), second_time);
}

/// Each file has what the first run or what the second run gives it.
void expect_whole(const Files& files, const Files& old_files, const Files& new_files, std::size_t step) {
  for (const auto& [path, bytes] : old_files) {
    EXPECT_TRUE(files.contains(path)) << path << " is lost at step " << step;
  }
  for (const auto& [path, bytes] : files) {
    const auto old_file = old_files.find(path);
    const bool is_old = old_file != old_files.end() && old_file->second == bytes;
    EXPECT_TRUE(is_old || new_files.at(path) == bytes) << path << " is torn at step " << step;
  }
}

/// Stops the second run at each step. `first` is what an undisturbed run before it gave: nothing or files.
void stop_at_every_step(bool has_first, bool loses_power) {
  SimulatedDisk undisturbed;
  if (has_first) {
    run_first(undisturbed);
  }
  const Files old_files = undisturbed.visible_files();
  const std::size_t step_before = undisturbed.step_count();
  run_second(undisturbed);
  const std::size_t step_count = undisturbed.step_count() - step_before;
  const Files new_files = undisturbed.visible_files();
  EXPECT_GT(step_count, 30U);
  for (std::size_t step = 0; step < step_count; ++step) {
    for (std::uint64_t seed = 0; seed < (loses_power ? 3 : 2); ++seed) {
      SimulatedDisk disk;
      if (has_first) {
        run_first(disk);
      }
      disk.stop_after(step);
      EXPECT_THROW(run_second(disk), Stopped);
      disk.stop_after(std::nullopt);
      if (loses_power) {
        Chance chance(seed);
        disk.lose_power(chance);
      }
      expect_whole(disk.visible_files(), old_files, new_files, step);
      for (const std::string& path : disk.unfinished_files()) {
        EXPECT_EQ(path, "./.unfinished") << "a web server may serve it";
      }
      run_second(disk);
      EXPECT_EQ(disk.visible_files(), new_files) << "after a stop at step " << step;
      // What the first of the two left, and the second found done, is on the disk as well.
      Chance chance(seed);
      disk.lose_power(chance);
      EXPECT_EQ(disk.visible_files(), new_files) << "after a stop at step " << step << " and a failure of power";
    }
  }
}

TEST(MirrorCrash, TheFirstRunIsKilled) {
  stop_at_every_step(false, false);
}

TEST(MirrorCrash, TheFirstRunLosesPower) {
  stop_at_every_step(false, true);
}

TEST(MirrorCrash, ALaterRunIsKilled) {
  stop_at_every_step(true, false);
}

TEST(MirrorCrash, ALaterRunLosesPower) {
  stop_at_every_step(true, true);
}

/// Power that fails after a run has ended takes nothing away.
TEST(MirrorCrash, WhatARunHasWrittenStays) {
  SimulatedDisk disk;
  run_first(disk);
  const Files files = disk.visible_files();
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Chance chance(seed);
    disk.lose_power(chance);
    EXPECT_EQ(disk.visible_files(), files);
  }
}

TEST(MirrorCrash, ARunWithNothingNewTakesNoStepButTheFirst) {
  SimulatedDisk disk;
  run_first(disk);
  const std::size_t steps = disk.step_count();
  run_first(disk);
  EXPECT_EQ(disk.step_count(), steps + 1);  // it makes sure that everything is on the disk
}

/// The disk of these tests notices what it is for.
TEST(MirrorCrash, ADiskThatDoesNotSynchroniseTearsFiles) {
  std::size_t torn_count = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SimulatedDisk disk;
    disk.ignore_synchronising();
    run_first(disk);
    Chance chance(seed);
    disk.lose_power(chance);
    torn_count += disk.torn_files().size();
  }
  EXPECT_GT(torn_count, 0U);
}

}  // namespace
}  // namespace pith::tests::network
