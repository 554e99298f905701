#ifndef PITH_CLI_FILE_H
#define PITH_CLI_FILE_H

// Reads whole files and standard input.

#include <string>

#include "pith/result.h"

namespace pith::cli {

/// The bytes of a file, or of standard input if `path` is `-`. The error is `unreadable` if it cannot be read or is
/// larger than a document may be, and `empty` if it has only white space.
Result<std::string> read_file(const std::string& path);

}  // namespace pith::cli

#endif
