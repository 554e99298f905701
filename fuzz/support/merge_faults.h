#ifndef PITH_FUZZ_SUPPORT_MERGE_FAULTS_H
#define PITH_FUZZ_SUPPORT_MERGE_FAULTS_H

#include <functional>
#include <string>
#include <vector>

#include "tests/support/draft.h"
#include "tests/support/world.h"

namespace pith::fuzz {

/// Remembers signatures by signer and digest. Bounded: a new signature replaces an old one.
class SignatureTable {
 public:
  const std::string& sign(const tests::Signer& signer, const Sha256Digest& digest);

 private:
  struct Slot {
    const tests::Signer* signer = nullptr;
    Sha256Digest digest = {};
    std::string signature_b64;
  };
  std::vector<Slot> slots_ = std::vector<Slot>(4096);
};

using Fault = std::function<void(tests::Draft&)>;

/// What can be wrong with an event's content (SPEC 4.1 and 4.5).
std::vector<Fault> content_faults(const tests::World& world);

/// Envelopes for an event with sound content (SPEC 4.2 and 4.6). The first few are sound.
std::vector<Fault> envelopes(const tests::World& world, SignatureTable& signatures);

/// Payloads of record_created, with receipts of all kinds (SPEC 4.8). The first few are sound.
std::vector<std::string> record_payloads(const tests::World& world);

}  // namespace pith::fuzz

#endif
