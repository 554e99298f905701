#ifndef PITH_TESTS_SUPPORT_FAULTS_H
#define PITH_TESTS_SUPPORT_FAULTS_H

#include <string>

#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// An event with one fault or two, and its reason: that of the first check of SPEC 4.5 and 4.6 that fails.
struct Faulty {
  Draft draft;
  std::string reason;
};

/// A sound draft with a fault in its content: one for that reason, if the signer can have it. It is signed after that,
/// so its signature holds.
Faulty with_faulty_content(const World& world, const Draft& sound, Chance& chance, std::string_view reason = {});

/// A sound draft with a fault in its envelope.
Faulty with_faulty_envelope(const World& world, const Draft& sound, Chance& chance);

/// The same signature with S + L in place of S. By SPEC 3.8 only S holds. Needs S + L < 2^256, which is true if S < L.
std::string with_larger_s(const std::string& signature_b64);

}  // namespace pith::tests

#endif
