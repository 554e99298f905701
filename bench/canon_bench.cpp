// The canonical form of a document and its hash, beside the hash of the document's own bytes.

#include <benchmark/benchmark.h>

#include <string>

#include "bench/support/input.h"
#include "canon/parse.h"
#include "pith/canonical.h"

namespace pith::bench {
namespace {

constexpr std::size_t made_size_bytes = 16'384;

void set_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
}

void hash_raw(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto().sha256(text));
  }
  set_bytes(state, text);
}

void parse(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    const Result<canon::Document> document = canon::parse(text);
    benchmark::DoNotOptimize(document->nodes.data());
  }
  set_bytes(state, text);
}

/// Parses, writes and hashes the text. The hash must be that of another spelling.
void canonical_hash(benchmark::State& state, const std::string& text) {
  const Sha256Digest expected = crypto().sha256(*canonical_json(spell(text, {2, true, false})));
  for (auto _ : state) {
    if (crypto().sha256(*canonical_json(text)) != expected) {
      state.SkipWithError("the canonical form is wrong");
      break;
    }
  }
  set_bytes(state, text);
}

void register_document(const std::string& name, const std::string& text) {
  benchmark::RegisterBenchmark(("sha256/" + name).c_str(), hash_raw, text);
  benchmark::RegisterBenchmark(("parse/" + name).c_str(), parse, text);
  benchmark::RegisterBenchmark(("canon/" + name).c_str(), canonical_hash, text);
}

[[maybe_unused]] const bool is_registered = [] {
  const std::string& real = real_bundles().front().text;
  register_document("real", real);
  register_document("indented", spell(real, {4, false, false}));
  register_document("reversed_keys", spell(real, {0, true, false}));
  register_document("escape_heavy", make_escape_heavy(made_size_bytes));
  register_document("number_heavy", make_number_heavy(made_size_bytes));
  return true;
}();

}  // namespace
}  // namespace pith::bench
