// SPEC 3.8: running out of memory says nothing about a signature, a key or a hash. The tests make allocations fail: a
// single one, all from one on, all of one size, or all beyond a budget. Every call to OpenSSL must then give the right
// answer or fail.
//
// There are two programs. In one, an allocator that does not set errno replaces OpenSSL's own. In the other
// (PITH_FAILING_MALLOC), the allocations of malloc itself fail.

#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "canon/encoding.h"
#include "canon/parse.h"
#include "crypto/ed25519.h"
#include "crypto/sha256.h"
#include "pith/result.h"
#include "tests/support/signer.h"

namespace pith::tests {
namespace {

/// Which allocations fail while `is_on`: by number, counted from 0; by size; or because the room is used up. It also
/// counts what is allocated.
struct Failing {
  bool is_on = false;
  std::int64_t first = INT64_MAX;
  std::int64_t last = INT64_MAX;
  std::size_t size_bytes = 0;
  std::int64_t room_bytes = INT64_MAX;
  std::int64_t count = 0;
  std::int64_t live_bytes = 0;
  std::int64_t live_bytes_max = 0;
  std::array<std::size_t, 256> sizes_bytes = {};  // of the first allocations

  bool next_fails(std::size_t asked_bytes) {
    if (!is_on) {
      return false;
    }
    const std::int64_t number = count++;
    if (number < std::ssize(sizes_bytes)) {
      sizes_bytes[static_cast<std::size_t>(number)] = asked_bytes;
    }
    return (number >= first && number <= last) || asked_bytes == size_bytes ||
           live_bytes + static_cast<std::int64_t>(asked_bytes) > room_bytes;
  }
  void note(void* memory, int sign) {
    if (is_on && memory != nullptr) {
      live_bytes += sign * static_cast<std::int64_t>(malloc_usable_size(memory));
      live_bytes_max = std::max(live_bytes_max, live_bytes);
    }
  }
};
Failing failing;

#if PITH_FAILING_MALLOC

extern "C" {
void* __libc_malloc(std::size_t size_bytes) noexcept;
void* __libc_realloc(void* memory, std::size_t size_bytes) noexcept;
void __libc_free(void* memory) noexcept;

void* malloc(std::size_t size_bytes) noexcept {
  if (failing.next_fails(size_bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* const memory = __libc_malloc(size_bytes);
  failing.note(memory, 1);
  return memory;
}
void* realloc(void* memory, std::size_t size_bytes) noexcept {
  if (failing.next_fails(size_bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  failing.note(memory, -1);
  void* const moved = __libc_realloc(memory, size_bytes);
  failing.note(moved, 1);
  return moved;
}
void free(void* memory) noexcept {
  failing.note(memory, -1);
  __libc_free(memory);
}
}

const bool are_counted = true;

#else

void* allocate(std::size_t size_bytes, const char* /*file*/, int /*line*/) {
  void* const memory = failing.next_fails(size_bytes) ? nullptr : std::malloc(size_bytes);
  failing.note(memory, 1);
  return memory;
}
void* reallocate(void* memory, std::size_t size_bytes, const char* /*file*/, int /*line*/) {
  if (failing.next_fails(size_bytes)) {
    return nullptr;
  }
  failing.note(memory, -1);
  void* const moved = std::realloc(memory, size_bytes);
  failing.note(moved, 1);
  return moved;
}
void release(void* memory, const char* /*file*/, int /*line*/) {
  failing.note(memory, -1);
  std::free(memory);
}

// OpenSSL accepts these functions only before it has allocated anything.
const bool are_counted = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

#endif

/// Runs the action while these allocations fail. Returns its answer, or std::nullopt if it says that it failed.
/// `failing` tells afterwards what it allocated.
template <typename Action>
auto answer_of(const Action& action, const Failing& which = {}) {
  std::optional<decltype(action())> answer;
  failing = which;
  failing.is_on = true;
  try {
    answer = action();
  } catch (const SystemFailure&) {
  } catch (const std::bad_alloc&) {
  }
  failing.is_on = false;
  return answer;
}

/// Checks that the action answers `right` if no allocation fails, and that it never gives another answer.
template <typename Action, typename Answer>
void expect_right_or_failure(const Action& action, const Answer& right) {
  ASSERT_TRUE(are_counted);
  ASSERT_EQ(answer_of(action), right);
  // The first run may have left something in a cache. So count the allocations of a second one.
  ASSERT_EQ(answer_of(action), right);
  const Failing all = failing;
  ASSERT_GT(all.count, 0);
  std::int64_t failures = 0;
  const auto check = [&](const Failing& which) {
    const std::optional<Answer> answer = answer_of(action, which);
    EXPECT_TRUE(!answer || *answer == right)
        << "failing: allocations " << which.first << " to " << which.last << ", all of " << which.size_bytes
        << " bytes, all beyond a budget of " << which.room_bytes << " bytes";
    failures += answer ? 0 : 1;
  };
  for (std::int64_t first = 0; first < all.count; ++first) {
    check({.first = first, .last = first});
    check({.first = first});
  }
  for (const std::size_t size_bytes : std::set<std::size_t>(all.sizes_bytes.begin(), all.sizes_bytes.end())) {
    check({.size_bytes = size_bytes});
  }
  constexpr std::int64_t step_count = 500;
  for (std::int64_t step = 0; step < step_count; ++step) {
    check({.room_bytes = all.live_bytes_max * step / step_count});
  }
  EXPECT_GT(failures, 0);
}

struct Signed {
  crypto::PublicKeyBytes key;
  Sha256Digest message = {};
  crypto::Signature signature;
};

Signed make_signed() {
  const Signer signer(1, "a", "a", "a");
  const std::string entry = signer.key_entry(std::nullopt, std::nullopt);
  Signed made;
  EXPECT_TRUE(canon::decode_base64(*canon::parse(entry)->root().find_string("public_key_b64"), made.key.bytes));
  made.message = crypto().sha256("a message");
  EXPECT_TRUE(canon::decode_base64(signer.sign(made.message), made.signature.bytes));
  return made;
}

TEST(Rule3_8_Memory, AGoodSignatureIsNeverCalledBad) {
  Signed made = make_signed();
  const crypto::VerifyingKey key(crypto(), made.key);
  const auto verify = [&] { return key.verify_with_openssl(made.message.bytes, made.signature); };
  expect_right_or_failure(verify, true);
  made.signature.bytes[0] ^= 1;
  expect_right_or_failure(verify, false);
}

TEST(Rule3_8_Memory, AKeyVerifiesOrIsNotMade) {
  const Signed made = make_signed();
  expect_right_or_failure(
      [&] { return crypto::VerifyingKey(crypto(), made.key).verify_with_openssl(made.message.bytes, made.signature); },
      true);
}

TEST(Rule3_6_Memory, AKeyIsJudgedRightlyOrNotAtAll) {
  crypto::PublicKeyBytes not_on_curve = {};
  not_on_curve.bytes[0] = 2;
  crypto::PublicKeyBytes small_order = {};
  small_order.bytes[0] = 1;
  crypto::PublicKeyBytes not_canonical;
  not_canonical.bytes.fill(0xFF);
  using crypto::PublicKeyFault;
  const std::pair<crypto::PublicKeyBytes, PublicKeyFault> keys[] = {{make_signed().key, PublicKeyFault::none},
                                                                    {not_on_curve, PublicKeyFault::not_on_curve},
                                                                    {small_order, PublicKeyFault::small_order},
                                                                    {not_canonical, PublicKeyFault::not_canonical}};
  for (const auto& [key, fault] : keys) {
    expect_right_or_failure([&checked = key] { return crypto::check_public_key(checked); }, fault);
  }
}

TEST(Rule1_6_Memory, AHashIsRightOrFails) {
  const Sha256Digest empty = crypto().sha256("");
  expect_right_or_failure([] { return crypto().sha256(""); }, empty);
  expect_right_or_failure([] { return crypto::sha256(crypto(), {}); }, empty);
}

// If memory was short while a context was set up, OpenSSL may call every signature bad from then on.
TEST(Rule3_8_Memory, AContextMadeWithLittleMemoryIsRightOrFails) {
  const Signed made = make_signed();
  expect_right_or_failure(
      [&] {
        const Crypto fresh;
        failing.is_on = false;  // there is memory again
        return fresh.sha256("a message") == made.message &&
               crypto::VerifyingKey(fresh, made.key).verify_with_openssl(made.message.bytes, made.signature);
      },
      true);
}

}  // namespace
}  // namespace pith::tests
