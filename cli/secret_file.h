#ifndef PITH_CLI_SECRET_FILE_H
#define PITH_CLI_SECRET_FILE_H

// Reads files that hold secrets: private keys and passphrases.

#include <cstddef>
#include <string>
#include <string_view>

#include "crypto/secret_bytes.h"
#include "pith/result.h"

namespace pith::cli {

/// Whether a secret may be in a file that others can read or change.
enum class Exposure : std::uint8_t { refused, allowed };

/// Reads the first bytes of a file: all, or as many as are asked for. The bytes go straight into the room that is
/// wiped. A file is opened once, and what is open is asked who can use it. The error is `unreadable`, also if the
/// group or others can read or change the file, unless `is_secret` says that its bytes are no secret. It never quotes
/// them.
Result<crypto::SecretBytes> read_secret_file(const std::string& path, std::size_t size_bytes_max, Exposure exposure,
                                             bool (*is_secret)(std::string_view bytes));

}  // namespace pith::cli

#endif
