// Times what a caller of the C interface does to verify a bundle: parse it, verify it, and take the report as JSON.
//
//     pith_verify_loop FILE MILLISECONDS    prints the seconds for each time
//
// bench/wasm.mjs does the same through WebAssembly, and compares the two.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "pith/c.h"

namespace {

/// Whether the bundle holds, and everything could be done.
bool verify(const pith_keyring* keys, pith_text text) {
  pith_bundle* bundle = nullptr;
  pith_report* report = nullptr;
  pith_buffer json = {nullptr, 0};
  const bool holds = pith_bundle_parse(text, &bundle, nullptr) == PITH_OK &&
                     pith_bundle_verify(bundle, keys, 0, &report, nullptr) == PITH_OK &&
                     pith_report_json(report, &json, nullptr) == PITH_OK && pith_report_ok(report) == 1;
  pith_buffer_free(&json);
  pith_report_free(report);
  pith_bundle_free(bundle);
  return holds;
}

}  // namespace

int main(int count, char** arguments) {
  pith_context* context = nullptr;
  pith_keyring* keys = nullptr;
  if (count != 3 || pith_context_new(0, &context, nullptr) != PITH_OK ||
      pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keys, nullptr) != PITH_OK) {
    std::fputs("usage: pith_verify_loop FILE MILLISECONDS\n", stderr);
    return 2;
  }
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::chrono::milliseconds wanted(std::strtol(arguments[2], nullptr, 10));
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double> passed{};
  int calls = 0;
  do {
    if (!verify(keys, {text.data(), text.size()})) {
      std::fputs("the bundle does not hold\n", stderr);
      return 1;
    }
    ++calls;
    passed = std::chrono::steady_clock::now() - begin;
  } while (passed < wanted);
  std::printf("%.9f\n", passed.count() / calls);
  pith_keyring_free(keys);
  pith_context_free(context);
  return 0;
}
