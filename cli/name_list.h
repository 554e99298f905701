#ifndef PITH_CLI_NAME_LIST_H
#define PITH_CLI_NAME_LIST_H

// Reads the list of names that --files-from gives.

#include <cstddef>
#include <string>
#include <vector>

#include "pith/result.h"

namespace pith::cli {

/// The most names in a list. A list that never ends must not take all memory, and no registry has as many records.
inline constexpr std::size_t list_name_count_max = std::size_t{1} << 24;

/// The most bytes in a name: what Linux opens. A longer line means that the file is not a list of names.
inline constexpr std::size_t list_name_size_bytes_max = 4095;

/// What ends a name in a list.
enum class NameEnd : char { line_feed = '\n', zero_byte = '\0' };

/// The names in a list, in their order. The last name may lack its end. Empty lines are skipped. Nothing else is: a
/// name is taken as it is, with its white space, and is always the name of a file or folder. So `-`, which means
/// standard input as an argument, becomes `./-`.
///
/// Reads standard input if `path` is `-`. Needs memory for the names, and no more for the list than a buffer.
/// The error is `unreadable` if the list cannot be read, has too many names, or is not a list of names: a line has a
/// zero byte or is too long; and `empty` if it has no name.
Result<std::vector<std::string>> read_name_list(const std::string& path, NameEnd end);

}  // namespace pith::cli

#endif
