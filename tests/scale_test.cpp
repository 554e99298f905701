// SPEC 10.6: time grows as n log n and memory as n, in every shape that links allow. The events are entered as
// authentic ones; verifying a million signatures would hide the rest.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string_view>
#include <vector>

#include "bench/support/allocation.h"
#include "bench/support/shapes.h"
#include "engine/merge/state.h"
#include "pith/mirror_digest.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

using bench::EventSource;
using bench::Shape;

constexpr double seconds_max = 20;
constexpr std::ptrdiff_t memory_bytes_max = 600'000'000;
constexpr double growth_max = 6;

/// Of the processor: other work on the machine makes no difference.
double seconds_of(const std::function<void()>& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

struct Figures {
  double seconds = 0;
  std::ptrdiff_t extra_bytes = 0;  // without the bytes of the events themselves and of the document
};

Figures measure(const Shape& shape, std::size_t count, const EventSource::DigestOf& digests = bench::digest_of) {
  const World world;
  const EventSource source(shape, count, "correction", digests);
  Figures figures;
  const std::size_t before = bench::used_size_bytes();
  bench::reset_peak();
  engine::RecordEvents events(world.record.pith_number, world.keyring);
  figures.seconds = seconds_of([&] { source.add_all_to(events); });
  State state;
  figures.seconds += seconds_of([&] { state = engine::compute_state(events, {}); });
  figures.extra_bytes = static_cast<std::ptrdiff_t>(bench::peak_size_bytes() - before) -
                        static_cast<std::ptrdiff_t>(count * source.own_size_bytes() + state.document.capacity());
  EXPECT_EQ(state.applied_event_ids.size(), count);
  EXPECT_EQ(state.equivocations.size(), shape.conflict_count(count));
  std::printf("%-28s %8zu events %6.2f s %7.0f ns each, %4td bytes each beside their own, %zu equivocations\n",
              shape.name, count, figures.seconds, figures.seconds / static_cast<double>(count) * 1e9,
              figures.extra_bytes / static_cast<std::ptrdiff_t>(count), state.equivocations.size());
  return figures;
}

void expect_scales(const Shape& shape, const EventSource::DigestOf& digests = bench::digest_of) {
  // The small one runs several times. It takes a few milliseconds, so a single run is noise.
  std::vector<double> small;
  for (int i = 0; i < 5; ++i) {
    small.push_back(measure(shape, 10'000, digests).seconds / 10'000);
  }
  std::sort(small.begin(), small.end());
  const Figures large = measure(shape, 1'000'000, digests);
  EXPECT_LT(large.seconds, seconds_max);
  EXPECT_LT(large.extra_bytes, memory_bytes_max);
  EXPECT_LE(large.seconds / 1'000'000, growth_max * small[2]);
}

TEST(Scale, ChainOfAMillion) {
  expect_scales(bench::chain());
}

TEST(Scale, AMillionInOnePosition) {
  expect_scales(bench::one_position());
}

TEST(Scale, AMillionFollowOne) {
  expect_scales(bench::one_predecessor());
}

TEST(Scale, Forest) {
  expect_scales(bench::forest());
}

TEST(Scale, SupersedesEight) {
  expect_scales(bench::supersedes(8));
}

// SPEC 4.5 allows 64 links each: 1.28 million links, and each event in 64 positions with 63 others.
TEST(Scale, SixtyFourWaySupersedes) {
  const Figures figures = measure(bench::supersedes(64), 20'000);
  EXPECT_LT(figures.seconds, seconds_max);
  EXPECT_LT(figures.extra_bytes, memory_bytes_max);
}

// Worse than anything an attacker can reach by trying ids: a million digests that share their first 24 bytes.
TEST(Scale, DigestsGroundToCollide) {
  expect_scales(bench::one_position(), [](std::uint64_t i) {
    Sha256Digest digest = bench::digest_of(i);
    std::fill_n(digest.bytes.begin(), 24, std::uint8_t{0});
    return digest;
  });
}

// Two replicas that send each other every event, again and again, hold each event once.
TEST(Scale, MergingAgainAndAgainCostsNothing) {
  const World world;
  engine::RecordEvents left(world.record.pith_number, world.keyring);
  engine::RecordEvents right(world.record.pith_number, world.keyring);
  const std::size_t before = bench::used_size_bytes();
  constexpr std::size_t rounds = 500;
  for (std::size_t i = 0; i < rounds; ++i) {
    engine::RecordEvents& from = i % 2 == 0 ? left : right;
    engine::RecordEvents& into = i % 2 == 0 ? right : left;
    EventSource(bench::one_position(), 1, "correction", [&](std::uint64_t number) {
      return bench::digest_of(i + number * rounds);
    }).add_all_to(from);
    into.merge(from);
    into.merge(from);
  }
  EXPECT_EQ(engine::compute_state(left, {}).event_count, rounds);
  EXPECT_EQ(engine::compute_state(right, {}).event_count, rounds);
  EXPECT_LT(bench::used_size_bytes() - before, rounds * 4096);
}

// Numbers of all prefixes or of one, in any order or in byte order: at most 64 bytes for each distinct line, at every
// moment. The digest itself is the 128 KiB that pith/mirror_digest.h allows.
TEST(Scale, TheDigestOfAMirror) {
  constexpr std::string_view base32 = "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::size_t fixed_size_bytes = 128 * 1024;
  struct Way {
    std::size_t count;
    bool has_one_prefix;
    bool is_sorted;
  };
  for (const auto& [count, has_one_prefix, is_sorted] :
       {Way{1'000, false, false}, Way{100'000, false, false}, Way{100'000, true, false}, Way{100'000, true, true},
        Way{1'000'000, false, false}, Way{1'000'000, false, true}}) {
    const std::size_t before = bench::used_size_bytes();
    bench::reset_peak();
    MirrorDigest digest;
    std::size_t highest = 0;
    const double seconds = seconds_of([&] {
      for (std::size_t i = 0; i < count; ++i) {
        const Sha256Digest hash = bench::digest_of(i);
        std::array<char, 36> number;
        std::copy_n("pith:2021:", 10, number.begin());
        for (std::size_t j = 0; j < 26; ++j) {
          const std::size_t bits = is_sorted && j < 5 ? i * 32 >> (25 - 5 * j) : hash.bytes[j];
          number[10 + j] = base32[has_one_prefix && j < 2 ? 0 : bits % 32];
        }
        ASSERT_TRUE(digest.add({number.data(), number.size()}, hash));
        ASSERT_TRUE(digest.add({number.data(), number.size()}, hash));
        const std::size_t most = 64 * (i + 1) + fixed_size_bytes;
        const std::size_t extra = bench::peak_size_bytes() - before;
        ASSERT_LE(extra, most) << i;
        highest = std::max(highest, extra);
      }
    });
    EXPECT_EQ(digest.size(), count);
    EXPECT_LT(seconds, seconds_max);
    if (count >= 100'000) {
      EXPECT_LE(highest, 64 * count);
    }
    std::printf("%8zu lines%s%s %6.2f s %5.0f ns for two calls, %4.1f bytes each\n", count,
                has_one_prefix ? ", one prefix" : "", is_sorted ? ", sorted" : "", seconds,
                seconds / static_cast<double>(count) * 1e9, static_cast<double>(highest) / static_cast<double>(count));
  }
}

// A copy that fails before the signature check costs no verification. No copy costs memory.
TEST(Scale, HalfAMillionBadCopies) {
  const World world;
  const Draft draft(world.alice, world.record.pith_number);
  Draft bad_draft = draft;
  const std::string bad = bad_draft.set_envelope("event_id", "0").json();
  EventSet events = world.events();
  ASSERT_EQ(reason_name(events.add(bad)->reason), "event_id_mismatch");
  const std::size_t before = bench::used_size_bytes();
  const double seconds = seconds_of([&] {
    for (int i = 0; i < 500'000; ++i) {
      EXPECT_EQ(reason_name(events.add(bad)->reason), "event_id_mismatch");
    }
  });
  std::printf("%-28s %8d copies %6.2f s\n", "bad copies", 500'000, seconds);
  EXPECT_LT(seconds, seconds_max);
  EXPECT_EQ(bench::used_size_bytes(), before);
  add(events, draft);
  EXPECT_EQ(events.state().applied_event_ids.size(), 1U);
}

// A signature that was refused before is not verified again. Verifying each of these would take half a minute.
TEST(Scale, TheSameBadSignatureIsVerifiedOnce) {
  const World world;
  const Draft draft(world.alice, world.record.pith_number);
  Draft bad_draft = draft;
  const std::string bad = bad_draft.set_signature("signature_b64", quote(world.bob.sign(draft.digest()))).json();
  EventSet events = world.events();
  ASSERT_EQ(reason_name(events.add(bad)->reason), "bad_signature");
  const std::size_t before = bench::used_size_bytes();
  constexpr int count = 200'000;
  const double seconds = seconds_of([&] {
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(reason_name(events.add(bad)->reason), "bad_signature");
    }
  });
  std::printf("%-28s %8d copies %6.2f s\n", "bad signatures", count, seconds);
  EXPECT_LT(seconds, seconds_max / 2);
  EXPECT_EQ(bench::used_size_bytes(), before);
  add(events, draft);
  EXPECT_EQ(events.state().applied_event_ids.size(), 1U);
}

}  // namespace
}  // namespace pith::tests
