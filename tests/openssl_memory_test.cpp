// SPEC 3.8: running out of memory says nothing about a signature, a key or a hash. OpenSSL's allocations are made to
// fail, one at a time and from one on; what is asked of it then gets its right answer or is a SystemFailure.

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
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

/// Which of OpenSSL's allocations fail, counted from when the count was last set to 0.
struct Allocations {
  std::int64_t count = 0;
  std::int64_t first_failing = INT64_MAX;
  std::int64_t last_failing = INT64_MAX;

  bool next_fails() {
    const std::int64_t number = count++;
    return number >= first_failing && number <= last_failing;
  }
};
Allocations allocations;

void* allocate(std::size_t size_bytes, const char* /*file*/, int /*line*/) {
  return allocations.next_fails() ? nullptr : std::malloc(size_bytes);
}
void* reallocate(void* memory, std::size_t size_bytes, const char* /*file*/, int /*line*/) {
  return allocations.next_fails() ? nullptr : std::realloc(memory, size_bytes);
}
void release(void* memory, const char* /*file*/, int /*line*/) {
  std::free(memory);
}

// OpenSSL takes them only before it has allocated anything.
const bool are_counted = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

/// What it does, or nothing where that is a SystemFailure; `allocations.count` says how many allocations it asked for.
template <typename Action>
auto answer_of(const Action& action, std::int64_t first_failing, std::int64_t last_failing) {
  std::optional<decltype(action())> answer;
  allocations = {0, first_failing, last_failing};
  try {
    answer = action();
  } catch (const SystemFailure&) {
  }
  const std::int64_t count = allocations.count;
  allocations = {};
  allocations.count = count;
  return answer;
}

/// Holds it to its answer, which is `right` where nothing fails, and never another.
template <typename Action, typename Answer>
void expect_right_or_failure(const Action& action, const Answer& right) {
  ASSERT_TRUE(are_counted);
  ASSERT_EQ(answer_of(action, INT64_MAX, INT64_MAX), right);
  // The first turn may have left something behind for the next.
  ASSERT_EQ(answer_of(action, INT64_MAX, INT64_MAX), right);
  const std::int64_t count = allocations.count;
  ASSERT_GT(count, 0);
  std::int64_t failures = 0;
  for (std::int64_t first = 0; first < count; ++first) {
    for (const std::int64_t last : {first, INT64_MAX}) {
      const std::optional<Answer> answer = answer_of(action, first, last);
      EXPECT_TRUE(!answer || *answer == right) << "allocations from " << first << " on, until " << last;
      failures += answer ? 0 : 1;
    }
  }
  EXPECT_GT(failures, 0);
}

struct Signed {
  crypto::PublicKeyBytes key;
  Sha256Digest message;
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

TEST(Rule3_8_Memory, NoGoodSignatureIsCalledBad) {
  Signed made = make_signed();
  const crypto::VerifyingKey key(crypto(), made.key);
  const auto verify = [&] { return key.verify_with_openssl(made.message, made.signature); };
  expect_right_or_failure(verify, true);
  made.signature.bytes[0] ^= 1;
  EXPECT_EQ(answer_of(verify, INT64_MAX, INT64_MAX), false);
}

TEST(Rule3_8_Memory, AKeyVerifiesOrIsNotMade) {
  const Signed made = make_signed();
  expect_right_or_failure(
      [&] { return crypto::VerifyingKey(crypto(), made.key).verify_with_openssl(made.message, made.signature); }, true);
}

TEST(Rule3_6_Memory, AKeyIsNeverCalledAnother) {
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
    expect_right_or_failure([&key = key] { return crypto::check_public_key(key); }, fault);
  }
}

TEST(Rule1_6_Memory, AHashIsRightOrFails) {
  const Sha256Digest empty = crypto().sha256("");
  expect_right_or_failure([] { return crypto().sha256(""); }, empty);
  expect_right_or_failure([] { return crypto::sha256(crypto(), {}); }, empty);
}

// Where something could not be set up once, OpenSSL may call every signature bad from then on.
TEST(Rule3_8_Memory, NoContextCallsAGoodSignatureBad) {
  const Signed made = make_signed();
  expect_right_or_failure(
      [&] {
        const Crypto fresh;
        allocations.last_failing = -1;  // there is memory again
        return fresh.sha256("a message") == made.message &&
               crypto::VerifyingKey(fresh, made.key).verify_with_openssl(made.message, made.signature);
      },
      true);
}

}  // namespace
}  // namespace pith::tests
