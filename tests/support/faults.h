#ifndef PITH_TESTS_SUPPORT_FAULTS_H
#define PITH_TESTS_SUPPORT_FAULTS_H

#include <string>

#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// An event with one fault or two, and the reason that SPEC 4.5 and 4.6 give: that of the first check that fails.
struct Faulty {
  Draft draft;
  std::string reason;
};

/// A sound draft with a fault in its content. The signature is made after that, and holds.
Faulty with_faulty_content(const World& world, const Draft& sound, Chance& chance);

/// A sound draft with a fault in its envelope.
Faulty with_faulty_envelope(const World& world, const Draft& sound, Chance& chance);

/// The same signature with S + L for S: SPEC 3.8 takes one of the two alone. Needs S + L < 2^256, true of any S < L.
std::string with_larger_s(const std::string& signature_b64);

}  // namespace pith::tests

#endif
