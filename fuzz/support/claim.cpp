#include "fuzz/support/claim.h"

#include <cstdio>
#include <cstdlib>

namespace pith::fuzz {
namespace {

#ifdef PITH_FUZZ_CANARY
bool is_canary(std::string_view what) {
  const char* const named = std::getenv("PITH_FUZZ_CANARY");
  return named != nullptr && what == named;
}
#else
bool is_canary(std::string_view) {
  return false;
}
#endif

void print(std::string_view name, std::string_view text) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(name.size()), name.data(), static_cast<int>(text.size()),
               text.data());
}

[[noreturn]] void fail(std::string_view what) {
  print("this does not hold", what);
  std::abort();
}

}  // namespace

void claim(bool holds, std::string_view what) {
  if (!holds || is_canary(what)) {
    fail(what);
  }
}

void claim_equal(std::string_view left, std::string_view right, std::string_view what) {
  if (left != right || is_canary(what)) {
    print("left", left);
    print("right", right);
    fail(what);
  }
}

}  // namespace pith::fuzz
