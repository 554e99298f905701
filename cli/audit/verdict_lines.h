#ifndef PITH_CLI_AUDIT_VERDICT_LINES_H
#define PITH_CLI_AUDIT_VERDICT_LINES_H

// What all who read files of verdicts line by line need.

#include <cstddef>

#include "cli/line_reader.h"
#include "pith/result.h"

namespace pith::cli {

/// An audit cuts long texts, so that its lines have some thousand bytes. Only a name of a file in an archive has no
/// bound, and a newer version may add members.
inline constexpr std::size_t verdict_line_bytes_max = std::size_t{16} << 20;

/// The error of a line as an error of its file.
Error error_in_line(Error error, const Line& line);

}  // namespace pith::cli

#endif
