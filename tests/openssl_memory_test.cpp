// SPEC 3.8: running out of memory says nothing about a signature. OpenSSL's allocations are made to fail, one at a
// time and from one on; a signature that holds is then verified or a SystemFailure, and never called bad.

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <cstdint>
#include <cstdlib>

#include "canon/encoding.h"
#include "canon/parse.h"
#include "crypto/ed25519.h"
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

enum class Answer : std::uint8_t { holds, is_bad, failed };

Answer verify(const crypto::VerifyingKey& key, const Sha256Digest& message, const crypto::Signature& signature,
              std::int64_t first_failing, std::int64_t last_failing) {
  allocations = {0, first_failing, last_failing};
  Answer answer = Answer::failed;
  try {
    answer = key.verify_with_openssl(message, signature) ? Answer::holds : Answer::is_bad;
  } catch (const SystemFailure&) {
  }
  const std::int64_t count = allocations.count;
  allocations = {};
  allocations.count = count;
  return answer;
}

TEST(Rule3_8_Memory, NoGoodSignatureIsCalledBad) {
  ASSERT_TRUE(are_counted);
  const Signer signer(1, "a", "a", "a");
  const std::string entry = signer.key_entry(std::nullopt, std::nullopt);
  crypto::PublicKeyBytes bytes;
  ASSERT_TRUE(canon::decode_base64(*canon::parse(entry)->root().find_string("public_key_b64"), bytes.bytes));
  const crypto::VerifyingKey key(crypto(), bytes);
  const Sha256Digest message = crypto().sha256("a message");
  crypto::Signature signature;
  ASSERT_TRUE(canon::decode_base64(signer.sign(message), signature.bytes));

  ASSERT_EQ(verify(key, message, signature, INT64_MAX, INT64_MAX), Answer::holds);
  const std::int64_t count = allocations.count;
  ASSERT_GT(count, 0);
  std::int64_t failures = 0;
  for (std::int64_t first = 0; first < count; ++first) {
    for (const std::int64_t last : {first, INT64_MAX}) {
      const Answer answer = verify(key, message, signature, first, last);
      EXPECT_NE(answer, Answer::is_bad) << "allocations from " << first << " on, until " << last;
      failures += answer == Answer::failed ? 1 : 0;
    }
  }
  EXPECT_GT(failures, 0);

  signature.bytes[0] ^= 1;
  EXPECT_EQ(verify(key, message, signature, INT64_MAX, INT64_MAX), Answer::is_bad);
}

}  // namespace
}  // namespace pith::tests
