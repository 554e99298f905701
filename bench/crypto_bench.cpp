// SHA-256 and Ed25519 as the engine calls them, beside the libraries called directly.

#include <benchmark/benchmark.h>

#include <string>

#include "bench/support/floor.h"
#include "bench/support/input.h"
#include "crypto/ed25519.h"
#include "engine/keys/key_table.h"

namespace pith::bench {
namespace {

void hash(benchmark::State& state) {
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto().sha256(text));
  }
  state.SetBytesProcessed(state.range(0) * static_cast<std::int64_t>(state.iterations()));
}

void hash_directly(benchmark::State& state) {
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  const Floor floor;
  for (auto _ : state) {
    benchmark::DoNotOptimize(floor.hash(text));
  }
  state.SetBytesProcessed(state.range(0) * static_cast<std::int64_t>(state.iterations()));
}

SignedDigest real_signature() {
  return work_of(real_bundles().front().text).signatures.front();
}

/// A signature that holds, or one with a bit changed.
void verify(benchmark::State& state, bool holds) {
  const SignedDigest item = real_signature();
  const crypto::VerifyingKey& key = keyring().table()[0].verifying_key;
  crypto::Signature signature{item.signature};
  signature.bytes[40] ^= holds ? 0 : 1;
  for (auto _ : state) {
    if (key.verify(Sha256Digest{item.digest}, signature) != holds) {
      state.SkipWithError("the verdict is wrong");
      break;
    }
  }
}

void verify_directly(benchmark::State& state, bool (Floor::*verify_signature)(const SignedDigest&) const) {
  const SignedDigest item = real_signature();
  const Floor floor;
  for (auto _ : state) {
    if (!(floor.*verify_signature)(item)) {
      state.SkipWithError("the verdict is wrong");
      break;
    }
  }
}

BENCHMARK(hash)->Name("sha256")->RangeMultiplier(16)->Range(64, 65'536);
BENCHMARK(hash_directly)->Name("floor/sha256")->RangeMultiplier(16)->Range(64, 65'536);
BENCHMARK_CAPTURE(verify, holds, true)->Name("ed25519/holds");
BENCHMARK_CAPTURE(verify, fails, false)->Name("ed25519/fails");
BENCHMARK_CAPTURE(verify_directly, openssl, &Floor::verify_with_openssl)->Name("floor/ed25519_openssl");
BENCHMARK_CAPTURE(verify_directly, libsodium, &Floor::verify_with_libsodium)->Name("floor/ed25519_libsodium");

}  // namespace
}  // namespace pith::bench
