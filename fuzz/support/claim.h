#ifndef PITH_FUZZ_SUPPORT_CLAIM_H
#define PITH_FUZZ_SUPPORT_CLAIM_H

#include <string_view>

namespace pith::fuzz {

// What a target says must hold of every input. Where it does not, the claim is printed and the process aborts, which
// is what a fuzzing engine takes for a finding.
//
// `what` is a literal, and unlike those of the target's other claims: in the build with PITH_FUZZ_CANARY, the claim
// that the environment names in PITH_FUZZ_CANARY fails where it is reached, whatever its condition. So
// fuzz/test_canaries.py sees that some seed reaches each, and that a claim that fails is a finding. It does not see
// that a condition can be false: faults planted in the engine show that.

void claim(bool holds, std::string_view what);

/// The same of two texts, which are printed where they differ.
void claim_equal(std::string_view left, std::string_view right, std::string_view what);

}  // namespace pith::fuzz

#endif
