// The check of a whole bundle, beside the hashes and signatures that no implementation can avoid.

#include <benchmark/benchmark.h>

#include <string>

#include "bench/support/floor.h"
#include "bench/support/input.h"
#include "pith/bundle.h"

namespace pith::bench {
namespace {

const std::string& bundle_text() {
  return real_bundles().front().text;
}

void verify(benchmark::State& state, const std::string& text) {
  const Keyring& keys = keyring();
  for (auto _ : state) {
    const Result<Bundle> bundle = Bundle::parse(text);
    if (!bundle || !bundle->verify(keys).ok) {
      state.SkipWithError("the bundle does not hold");
      break;
    }
  }
}

void floor_of_bundle(benchmark::State& state, bool (Floor::*verify_signature)(const SignedDigest&) const) {
  const BundleWork work = work_of(bundle_text());
  const Floor floor;
  for (auto _ : state) {
    unsigned sum = 0;
    for (const std::string& text : work.texts) {
      sum += floor.hash(text);
    }
    benchmark::DoNotOptimize(sum);
    for (const SignedDigest& item : work.signatures) {
      if (!(floor.*verify_signature)(item)) {
        state.SkipWithError("a signature does not hold");
        break;
      }
    }
  }
}

BENCHMARK_CAPTURE(floor_of_bundle, openssl, &Floor::verify_with_openssl)->Name("floor/openssl");
BENCHMARK_CAPTURE(floor_of_bundle, libsodium, &Floor::verify_with_libsodium)->Name("floor/libsodium");
BENCHMARK_CAPTURE(verify, real, bundle_text())->Name("verify/real");
BENCHMARK_CAPTURE(verify, indented, spell(bundle_text(), {4, false, false}))->Name("verify/indented");
BENCHMARK_CAPTURE(verify, reversed, spell(bundle_text(), {0, true, false}))->Name("verify/reversed_keys");
BENCHMARK_CAPTURE(verify, both, spell(bundle_text(), {4, true, false}))->Name("verify/indented_reversed");
BENCHMARK_CAPTURE(verify, escaped, spell(bundle_text(), {4, true, true}))->Name("verify/escaped");

}  // namespace
}  // namespace pith::bench
