#ifndef PITH_CLI_EVIDENCE_TEXT_H
#define PITH_CLI_EVIDENCE_TEXT_H

#include <string>

#include "cli/terminal.h"
#include "cli/verify_text.h"
#include "pith/evidence.h"

namespace pith::cli {

/// The lines about evidence, for people. The first says whether it holds, and who equivocated about what. Each ends in
/// a newline. `key_options` are those that the reader gave, for the commands that are named.
std::string describe_report(const std::string& file, const EvidenceReport& report, Detail detail,
                            const std::string& key_options, const Terminal& terminal);

}  // namespace pith::cli

#endif
