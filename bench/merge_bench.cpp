// Merging events whose signatures are verified already, beside std::sort of the same digests.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bench/support/input.h"
#include "bench/support/shapes.h"
#include "engine/equivocation.h"
#include "engine/event_set_data.h"
#include "engine/resolution.h"

namespace pith::bench {
namespace {

// The type is one that has no list in `current`: there an event costs the hashing of its payload.
constexpr std::string_view event_type = "pith.integrity.v1";
constexpr std::string_view subject = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF";

/// SPEC 5.2 word for word, with a tree of what is ready: the order that the engine must find.
std::vector<Sha256Digest> expected_order(const EventSource& source) {
  std::vector<std::vector<std::size_t>> followers(source.size());
  std::vector<std::size_t> undecided(source.size(), 0);
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
    ready.erase(ready.begin());
    order.push_back(source.digests()[event]);
    for (const std::size_t follower : followers[event]) {
      if (--undecided[follower] == 0) {
        make_ready(follower);
      }
    }
  }
  return order;
}

std::vector<Sha256Digest> found_order(const EventSet& events, const engine::Resolution& resolution) {
  std::vector<Sha256Digest> order;
  for (const std::uint32_t event : resolution.valid_in_order) {
    order.push_back(events.data().id(event));
  }
  return order;
}

void set_per_event(benchmark::State& state, std::size_t count) {
  state.counters["per_event"] = benchmark::Counter(
      static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.SetComplexityN(static_cast<benchmark::IterationCount>(count));
}

void sort_digests(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const EventSource source(one_position(), count, event_type);
  for (auto _ : state) {
    std::vector<Sha256Digest> digests = source.digests();
    std::sort(digests.begin(), digests.end());
    benchmark::DoNotOptimize(digests.data());
  }
  set_per_event(state, count);
}

/// From verified events to all that is decided of them: entered, ordered, resolved, conflicts found.
void merge(benchmark::State& state, const Shape& shape) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const EventSource source(shape, count, event_type);
  const std::vector<Sha256Digest> expected = expected_order(source);
  for (auto _ : state) {
    EventSet events(std::string(subject), keyring());
    source.add_all_to(events);
    const engine::Resolution resolution = engine::resolve(events.data());
    const std::vector<engine::Conflict> conflicts = engine::find_conflicts(events.data(), resolution);
    benchmark::DoNotOptimize(conflicts.data());
    state.PauseTiming();
    if (found_order(events, resolution) != expected) {
      state.SkipWithError("the order is wrong");
      break;
    }
    state.ResumeTiming();
  }
  set_per_event(state, count);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->RangeMultiplier(10)->Range(1000, 1'000'000)->Unit(benchmark::kMillisecond);
}

BENCHMARK(sort_digests)->Name("sort")->Apply(sizes)->Complexity(benchmark::oNLogN);
BENCHMARK_CAPTURE(merge, chain, chain())->Name("merge/chain")->Apply(sizes)->Complexity(benchmark::oNLogN);
BENCHMARK_CAPTURE(merge, one_position, one_position())->Name("merge/one_position")->Apply(sizes);
BENCHMARK_CAPTURE(merge, one_predecessor, one_predecessor())->Name("merge/one_predecessor")->Apply(sizes);
BENCHMARK_CAPTURE(merge, forest, forest())->Name("merge/forest")->Apply(sizes);
BENCHMARK_CAPTURE(merge, graph, graph())->Name("merge/graph")->Apply(sizes);

}  // namespace
}  // namespace pith::bench
