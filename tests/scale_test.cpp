// SPEC 10.6: time grows as n log n and memory as n, in every shape that links allow. The events enter as
// authentic already; a million signatures are another matter.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "canon/parse.h"
#include "engine/event_set_data.h"
#include "tests/support/world.h"

namespace {

// Bytes in use and their highest mark, by the size that was asked for.
std::atomic<std::size_t> used_bytes{0};
std::atomic<std::size_t> peak_bytes{0};
constexpr std::size_t header_bytes = alignof(std::max_align_t);

}  // namespace

void* operator new(std::size_t size) {
  void* const block = std::malloc(size + header_bytes);
  if (block == nullptr) {
    throw std::bad_alloc();
  }
  *static_cast<std::size_t*>(block) = size;
  const std::size_t now = used_bytes += size;
  if (now > peak_bytes) {
    peak_bytes = now;
  }
  return static_cast<char*>(block) + header_bytes;
}
void operator delete(void* pointer) noexcept {
  if (pointer != nullptr) {
    void* const block = static_cast<char*>(pointer) - header_bytes;
    used_bytes -= *static_cast<std::size_t*>(block);
    std::free(block);
  }
}
void operator delete(void* pointer, std::size_t) noexcept {
  operator delete(pointer);
}

namespace pith::tests {
namespace {

constexpr double seconds_max = 20;
constexpr std::size_t memory_bytes_max = 600'000'000;
constexpr double growth_max = 6;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// A digest that looks like one: a hash of the number would do, and be slower.
Sha256Digest digest_of(std::uint64_t number) {
  Sha256Digest digest;
  std::uint64_t state = number;
  for (std::size_t i = 0; i < 32; ++i) {
    if (i % 8 == 0) {  // splitmix64
      state += 0x9E3779B97F4A7C15;
    }
    std::uint64_t word = state;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    digest.bytes[i] = static_cast<std::uint8_t>((word ^ (word >> 31)) >> (8 * (i % 8)));
  }
  return digest;
}

/// The links of event i of n: earlier events' digests.
struct Links {
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};
using Shape = std::function<Links(std::size_t)>;
using Digests = std::function<Sha256Digest(std::size_t)>;

/// Builds a set of so many events of one signer, type and target, and takes its state.
class Shapes {
 public:
  Shapes() : document_(*canon::parse("{}")) {}

  void fill(EventSet& events, std::size_t count, const Shape& shape, const Digests& digests) const {
    for (std::size_t i = 0; i < count; ++i) {
      Links links = shape(i);
      // Times that go up and down, so that sorting has work to do.
      const canon::Instant instant{static_cast<std::int64_t>(i * 7919 % 1000), 0};
      const engine::EventContent content{"correction",
                                         "subject",
                                         "target",
                                         "2026-07-05T00:00:00Z",
                                         "1.0",
                                         instant,
                                         document_.root(),
                                         document_.root(),
                                         "alice",
                                         "author",
                                         "key",
                                         "fingerprint",
                                         links.prev_event,
                                         std::move(links.supersedes)};
      events.data().add_authentic(digests(i), content, 0, false, signer_json_, "{}");
    }
  }

 private:
  canon::Document document_;
  std::string signer_json_ =
      R"({"key_id":"key","public_key_fingerprint":"fingerprint","signer_id":"alice","signer_type":"author"})";
};

struct Figures {
  double seconds = 0;
  std::size_t extra_bytes = 0;  // beside the events' own and the document's
};

Figures measure(const char* name, std::size_t count, const Shape& shape, const Digests& digests = digest_of) {
  static const Shapes shapes;
  const World world;
  Figures figures;
  const std::size_t before = used_bytes;
  peak_bytes = before;
  EventSet events = world.events();
  figures.seconds = seconds_of([&] { shapes.fill(events, count, shape, digests); });
  State state;
  figures.seconds += seconds_of([&] { state = events.state(); });
  constexpr std::size_t own_bytes = 144;  // type, target, time, signer, payload as stored
  figures.extra_bytes = peak_bytes - before - count * own_bytes - state.document.capacity();
  EXPECT_EQ(state.applied_event_ids.size(), count);
  std::printf("%-28s %8zu events %6.2f s %7.0f ns each, %4zu bytes each beside their own, %zu equivocations\n", name,
              count, figures.seconds, figures.seconds / static_cast<double>(count) * 1e9, figures.extra_bytes / count,
              state.equivocations.size());
  return figures;
}

void expect_scales(const char* name, const Shape& shape, const Digests& digests = digest_of) {
  // The small one several times: at a few milliseconds a single run is noise.
  std::vector<double> small;
  for (int i = 0; i < 5; ++i) {
    small.push_back(measure(name, 10'000, shape, digests).seconds / 10'000);
  }
  std::sort(small.begin(), small.end());
  const Figures large = measure(name, 1'000'000, shape, digests);
  EXPECT_LT(large.seconds, seconds_max);
  EXPECT_LT(large.extra_bytes, memory_bytes_max);
  EXPECT_LE(large.seconds / 1'000'000, growth_max * small[2]);
}

TEST(Scale, ChainOfAMillion) {
  expect_scales("chain", [](std::size_t i) { return i == 0 ? Links() : Links{digest_of(i - 1), {}}; });
}

TEST(Scale, AMillionInOnePosition) {
  expect_scales("one position", [](std::size_t) { return Links(); });
}

TEST(Scale, AMillionFollowOne) {
  expect_scales("one predecessor", [](std::size_t i) { return i == 0 ? Links() : Links{digest_of(0), {}}; });
}

TEST(Scale, Forest) {
  expect_scales("forest", [](std::size_t i) { return i < 10 ? Links() : Links{digest_of(i / 10), {}}; });
}

TEST(Scale, SupersedesEight) {
  expect_scales("supersedes 8", [](std::size_t i) {
    Links links;
    for (std::size_t back = 1; back <= std::min<std::size_t>(i, 8); ++back) {
      links.supersedes.push_back(digest_of(i - back));
    }
    return links;
  });
}

// SPEC 4.5 allows 64 each: 1.28 million links, each event in 64 places with 63 others.
TEST(Scale, SixtyFourWaySupersedes) {
  const Figures figures = measure("supersedes 64", 20'000, [](std::size_t i) {
    Links links;
    for (std::size_t back = 1; back <= std::min<std::size_t>(i, 64); ++back) {
      links.supersedes.push_back(digest_of(i - back));
    }
    return links;
  });
  EXPECT_LT(figures.seconds, seconds_max);
  EXPECT_LT(figures.extra_bytes, memory_bytes_max);
}

// What grinding buys, and far more: a million digests that share their first 24 bytes.
TEST(Scale, DigestsGroundToCollide) {
  expect_scales(
      "ground digests", [](std::size_t) { return Links(); },
      [](std::size_t i) {
        Sha256Digest digest = digest_of(i);
        std::fill_n(digest.bytes.begin(), 24, std::uint8_t{0});
        return digest;
      });
}

// Two replicas that tell each other every event, and one that is merged from a part again and again, hold each
// event once.
TEST(Scale, MergingAgainAndAgainCostsNothing) {
  static const Shapes shapes;
  const World world;
  EventSet left = world.events();
  EventSet right = world.events();
  const std::size_t before = used_bytes;
  constexpr std::size_t rounds = 500;
  for (std::size_t i = 0; i < rounds; ++i) {
    EventSet& from = i % 2 == 0 ? left : right;
    EventSet& into = i % 2 == 0 ? right : left;
    shapes.fill(
        from, 1, [](std::size_t) { return Links(); }, [&](std::size_t) { return digest_of(i); });
    into.merge(from);
    into.merge(from);
  }
  EXPECT_EQ(left.state().event_count, rounds);
  EXPECT_EQ(right.state().event_count, rounds);
  EXPECT_LT(used_bytes - before, rounds * 4096);
}

// A copy that fails before the signature check costs no verification, and no copy costs memory.
TEST(Scale, HalfAMillionBadCopies) {
  const World world;
  const Draft draft(world.alice, world.record.pith_number);
  Draft bad_draft = draft;
  const std::string bad = bad_draft.set_envelope("event_id", "0").json();
  EventSet events = world.events();
  ASSERT_EQ(reason_name(events.add(bad)->reason), "event_id_mismatch");
  const std::size_t before = used_bytes;
  const double seconds = seconds_of([&] {
    for (int i = 0; i < 500'000; ++i) {
      EXPECT_EQ(reason_name(events.add(bad)->reason), "event_id_mismatch");
    }
  });
  std::printf("%-28s %8d copies %6.2f s\n", "bad copies", 500'000, seconds);
  EXPECT_LT(seconds, seconds_max);
  EXPECT_EQ(used_bytes, before);
  add(events, draft);
  EXPECT_EQ(events.state().applied_event_ids.size(), 1U);
}

}  // namespace
}  // namespace pith::tests
