#ifndef PITH_FUZZ_SUPPORT_DRAFT_CLAIMS_H
#define PITH_FUZZ_SUPPORT_DRAFT_CLAIMS_H

#include <optional>
#include <string>

#include "tests/support/signer.h"

namespace pith::fuzz {

/// Claims what must hold for a text that a signer completes as a draft. Returns the signed event, or none if the text
/// is refused.
std::optional<std::string> check_draft(const std::string& text, const tests::Signer& signer);

}  // namespace pith::fuzz

#endif
