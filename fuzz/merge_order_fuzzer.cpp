// Structure-aware: the bytes are choices (fuzz/support/merge_history.h), of which the harness makes signed events, good
// and bad, and ways to put them together. What SPEC 10 promises must hold for each, and the slow reference agree.
//
// PITH_FUZZ_STATISTICS in the environment prints, at the end, how many inputs there were, how large their sets, how
// many a second, and how many of the faults, envelopes and payloads of a record were in none.

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
    std::fprintf(stderr, "%.0f inputs, %.1f a second, of %.2f distinct events each that arrive %.2f times\n", count,
                 count / seconds.count(), static_cast<double>(events) / count, static_cast<double>(arrivals) / count);
    std::fprintf(stderr, "%zu faults, envelopes and payloads were in none\n", maker().unreached_count());
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
      // These must outlive what is called at the end.
      (void)statistics();
      (void)maker();
      (void)std::atexit([] { statistics().print(); });
    }
    return is_wanted;
  }();
  return wants;
}

/// Where nothing is remembered of other inputs.
void ask_again(std::span<const std::uint8_t> input) {
  Maker fresh;
  const bool is_broken = examine(decode(input, fresh), fresh).broken.has_value();
  std::fprintf(stderr, "This input breaks it %s.\n", is_broken ? "also by itself" : "only after others");
}

void claim_promises(const Outcome& outcome) {
  const auto is_kept = [&](Promise promise) { return !outcome.broken || outcome.broken->promise != promise; };
  claim(is_kept(Promise::reference), "the slow reference agrees");
  claim(is_kept(Promise::order), "order, spelling and repetition change nothing");
  claim(is_kept(Promise::grouping), "grouping changes nothing");
  claim(is_kept(Promise::growth), "what is valid only grows");
  if (outcome.asks_signatures) {
    claim(is_kept(Promise::signatures), "what nobody signed changes nothing");
  }
}

}  // namespace
}  // namespace pith::fuzz

/// The sets make thousands of small objects, and to note where each was made takes a sixth of the time. Give
/// ASAN_OPTIONS=malloc_context_size=30 to see it for one that fails.
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
