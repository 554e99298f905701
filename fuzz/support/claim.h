#ifndef PITH_FUZZ_SUPPORT_CLAIM_H
#define PITH_FUZZ_SUPPORT_CLAIM_H

#include <string_view>

namespace pith::fuzz {

// A claim is something that must hold for every input of a fuzz target. If it does not hold, its text is printed and
// the process aborts, which a fuzzing engine reports as a finding.
//
// `what` is a string literal that says what holds. It is also the claim's name, and differs from that of every other
// claim of the target. In the build with PITH_FUZZ_CANARY, the claim that is named in the environment variable of that
// name fails when it is reached, whatever its condition. fuzz/test_canaries.py uses this to show that some seed reaches
// each claim, and that a claim that fails is a finding. It cannot show that a condition can be false: faults planted in
// the engine show that.

void claim(bool holds, std::string_view what);

/// Claims that two texts are equal. Prints both if they differ.
void claim_equal(std::string_view left, std::string_view right, std::string_view what);

}  // namespace pith::fuzz

#endif
