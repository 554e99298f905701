#ifndef PITH_CLI_FILE_H
#define PITH_CLI_FILE_H

#include <string>

#include "pith/result.h"

namespace pith::cli {

/// The bytes of a file, or of standard input for `-`. `unreadable` where it cannot be read or is larger than
/// a document may be, `empty` where it holds nothing but white space.
Result<std::string> read_file(const std::string& path);

}  // namespace pith::cli

#endif
