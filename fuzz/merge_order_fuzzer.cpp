// SPEC 10: the promises of a merge. An input is not a text but a list of choices, one byte each. From these choices the
// target makes a few signed events, good and bad, and decides in which ways they are put together into sets
// (fuzz/support/merge_history.h). Every promise of SPEC 10 must hold, and the slow reference must agree.
//
// With PITH_FUZZ_STATISTICS in the environment, the target prints at the end how many inputs there were, how many a
// second, how large their sets were, and how many faults, envelopes and record payloads were never used.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "fuzz/support/claim.h"
#include "fuzz/support/merge_claims.h"

namespace pith::fuzz {
namespace {

Maker& maker() {
  static Maker instance;
  return instance;
}

struct Statistics {
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  std::uint64_t inputs = 0;
  std::uint64_t arrivals = 0;
  std::uint64_t events = 0;

  void print() const {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    const auto count = static_cast<double>(inputs);
    std::fprintf(stderr, "%.0f inputs, %.1f a second; on average %.2f distinct events and %.2f arrivals\n", count,
                 count / seconds.count(), static_cast<double>(events) / count, static_cast<double>(arrivals) / count);
    std::fprintf(stderr, "%zu faults, envelopes and payloads were never used\n", maker().unreached_count());
  }
};

Statistics& statistics() {
  static Statistics instance;
  return instance;
}

bool wants_statistics() {
  static const bool wants = [] {
    const bool is_wanted = std::getenv("PITH_FUZZ_STATISTICS") != nullptr;
    if (is_wanted) {
      // Made before the exit handler, so that they outlive it.
      (void)statistics();
      (void)maker();
      (void)std::atexit([] { statistics().print(); });
    }
    return is_wanted;
  }();
  return wants;
}

/// Examines the input again with a Maker that remembers nothing of other inputs.
void ask_again(std::span<const std::uint8_t> input) {
  Maker fresh;
  const bool is_broken = examine(decode(input, fresh), fresh).broken.has_value();
  std::fprintf(stderr, "The promise is broken %s.\n", is_broken ? "by this input alone" : "only after other inputs");
}

void claim_promises(const Outcome& outcome) {
  const auto is_kept = [&](Promise promise) { return !outcome.broken || outcome.broken->promise != promise; };
  claim(is_kept(Promise::reference), "the slow reference agrees");
  claim(is_kept(Promise::order), "order, spelling and repetition change nothing");
  claim(is_kept(Promise::grouping), "grouping changes nothing");
  claim(is_kept(Promise::growth), "valid events and equivocations never go away");
  if (outcome.asks_signatures) {
    claim(is_kept(Promise::signatures), "events that no trusted key signed change nothing");
  }
}

}  // namespace
}  // namespace pith::fuzz

/// The sets make thousands of small objects, and recording where each was allocated takes a sixth of the time. Set
/// ASAN_OPTIONS=malloc_context_size=30 to see it for an input that fails.
extern "C" const char* __asan_default_options() {
  return "malloc_context_size=0";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  const bool counts = wants_statistics();
  const History history = decode({data, size}, maker());
  const Outcome outcome = examine(history, maker());
  if (outcome.broken) {
    explain(history, maker());
    ask_again({data, size});
  }
  claim_promises(outcome);
  if (counts) {
    Statistics& sums = statistics();
    ++sums.inputs;
    sums.arrivals += history.steps.size();
    sums.events += outcome.event_count;
  }
  return 0;
}
