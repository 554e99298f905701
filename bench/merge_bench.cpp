// Merging events whose signatures are verified already, beside std::sort of the same digests.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bench/support/allocation.h"
#include "bench/support/input.h"
#include "bench/support/shapes.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/record_events.h"
#include "engine/merge/resolution.h"

namespace pith::bench {
namespace {

// A type without a list in `current`. For an event in a list, hashing its payload would be measured too.
constexpr std::string_view event_type = "pith.integrity.v1";
constexpr std::string_view subject = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF";

/// SPEC 4.9 and 5.2, word for word, with a tree of the events that are ready. The engine must find the same order.
std::vector<Sha256Digest> expected_order(const EventSource& source) {
  std::vector<std::vector<std::size_t>> followers(source.size());
  std::vector<std::size_t> undecided(source.size(), 0);
  std::vector<bool> is_valid(source.size(), false);
  std::set<std::tuple<std::int64_t, Sha256Digest, std::size_t>> ready;
  const auto make_ready = [&](std::size_t event) {
    ready.emplace(source.second_of(event), source.digests()[event], event);
  };
  for (std::size_t event = 0; event < source.size(); ++event) {
    const Links& links = source.links()[event];
    std::vector<std::size_t> targets = links.supersedes;
    if (links.prev_event) {
      targets.push_back(*links.prev_event);
    }
    std::erase(targets, absent);
    undecided[event] = targets.size();
    for (const std::size_t target : targets) {
      followers[target].push_back(event);
    }
    if (targets.empty()) {
      make_ready(event);
    }
  }
  std::vector<Sha256Digest> order;
  while (!ready.empty()) {
    const std::size_t event = std::get<2>(*ready.begin());
    const std::optional<std::size_t> prev_event = source.links()[event].prev_event;
    ready.erase(ready.begin());
    is_valid[event] = !prev_event || (*prev_event != absent && is_valid[*prev_event]);
    if (is_valid[event]) {
      order.push_back(source.digests()[event]);
    }
    for (const std::size_t follower : followers[event]) {
      if (--undecided[follower] == 0) {
        make_ready(follower);
      }
    }
  }
  return order;
}

/// Everything that a merge decides about events.
struct Merged {
  explicit Merged(const EventSource& source) : events(std::string(subject), keyring()) {
    source.add_all_to(events);
    resolution = engine::resolve(events.store());
    conflicts = engine::find_conflicts(events.store(), resolution);
  }
  std::vector<Sha256Digest> order() const {
    std::vector<Sha256Digest> order;
    for (const engine::EventIndex event : resolution.valid_in_order) {
      order.push_back(events.store().id(event));
    }
    return order;
  }

  engine::RecordEvents events;
  engine::Resolution resolution;
  std::vector<engine::Conflict> conflicts;
};

/// The most memory in use at once, including the lists of results, without the events' own bytes.
double bytes_per_event(const EventSource& source) {
  const std::size_t before = used_size_bytes();
  reset_peak();
  benchmark::DoNotOptimize(Merged(source).conflicts.data());
  return static_cast<double>(peak_size_bytes() - before) / static_cast<double>(source.size()) -
         static_cast<double>(source.own_size_bytes());
}

/// Sources of `count` events each. If they are small, there are several with different digests: if the same thousand
/// digests came again and again, the processor would learn how they compare, and sorts and merges would be faster than
/// usual.
std::vector<EventSource> make_sources(const Shape& shape, std::size_t count) {
  std::vector<EventSource> sources;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, 100'000 / count); ++i) {
    sources.emplace_back(shape, count, event_type, [&](std::uint64_t number) { return digest_of((i << 32) + number); });
  }
  return sources;
}

void set_per_event(benchmark::State& state, std::size_t count) {
  state.counters["per_event"] = benchmark::Counter(
      static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.SetComplexityN(static_cast<benchmark::IterationCount>(count));
}

void sort_digests(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::vector<EventSource> sources = make_sources(one_position(), count);
  std::size_t round = 0;
  for (auto _ : state) {
    std::vector<Sha256Digest> digests = sources[round++ % sources.size()].digests();
    std::sort(digests.begin(), digests.end());
    benchmark::DoNotOptimize(digests.data());
  }
  set_per_event(state, count);
}

/// From verified events to everything that is decided about them: they are added, ordered and resolved, and their
/// conflicts are found.
void merge(benchmark::State& state, const Shape& shape) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::vector<EventSource> sources = make_sources(shape, count);
  for (const EventSource& source : sources) {
    const Merged merged(source);
    if (merged.order() != expected_order(source) || merged.conflicts.size() != shape.conflict_count(count)) {
      state.SkipWithError("the order or the conflicts are wrong");
      return;
    }
  }
  std::size_t round = 0;
  for (auto _ : state) {
    const Merged merged(sources[round++ % sources.size()]);
    benchmark::DoNotOptimize(merged.resolution.valid_in_order.data());
    benchmark::DoNotOptimize(merged.conflicts.data());
  }
  state.counters["bytes_per_event"] = bytes_per_event(sources.front());
  set_per_event(state, count);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->RangeMultiplier(10)->Range(1000, 1'000'000)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oNLogN);
}

BENCHMARK(sort_digests)->Name("sort")->Apply(sizes);
BENCHMARK_CAPTURE(merge, chain, chain())->Name("merge/chain")->Apply(sizes);
BENCHMARK_CAPTURE(merge, one_position, one_position())->Name("merge/one_position")->Apply(sizes);
BENCHMARK_CAPTURE(merge, one_predecessor, one_predecessor())->Name("merge/one_predecessor")->Apply(sizes);
BENCHMARK_CAPTURE(merge, forest, forest())->Name("merge/forest")->Apply(sizes);
BENCHMARK_CAPTURE(merge, graph, graph())->Name("merge/graph")->Apply(sizes);
BENCHMARK_CAPTURE(merge, supersedes_8, supersedes(8))->Name("merge/supersedes_8")->Apply(sizes);
BENCHMARK_CAPTURE(merge, copies, copies())->Name("merge/copies")->Apply(sizes);
BENCHMARK_CAPTURE(merge, unresolved, unresolved())->Name("merge/unresolved")->Apply(sizes);

}  // namespace
}  // namespace pith::bench
