#ifndef PITH_CLI_AUDIT_AUDIT_PATHS_H
#define PITH_CLI_AUDIT_AUDIT_PATHS_H

#include <optional>
#include <string>
#include <vector>

#include "cli/file_identity.h"

namespace pith::cli {

/// The first of `inputs` that has the file `output` in it, or is that file; std::nullopt if none has. An audit that
/// read what it writes would never end, or destroy its input. The input `-` is standard input. Links are followed, and
/// hard links are seen. `output` need not exist.
std::optional<std::string> input_with(const std::vector<std::string>& inputs, const std::string& output);

/// Whether two names are names of one file, or will be once it exists. Links are followed, also those that lead to no
/// file yet, and hard links are seen. Devices, pipes and the like may be written twice.
bool is_same(const std::string& one, const std::string& other);

/// The file that standard output goes to; std::nullopt if it is not a regular file.
std::optional<std::string> standard_output_file();

/// The regular files among `outputs`, standard output and standard error that exist.
std::vector<FileIdentity> identities_of(const std::vector<std::string>& outputs);

}  // namespace pith::cli

#endif
