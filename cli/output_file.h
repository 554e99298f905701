#ifndef PITH_CLI_OUTPUT_FILE_H
#define PITH_CLI_OUTPUT_FILE_H

// Files that the program writes. What they hold survives a crash of the machine.

#include <string>
#include <string_view>

namespace pith::cli {

/// Writes a whole file in one step: whenever the machine stops, the path has either what it had before or all of these
/// bytes. The bytes go into a new file beside it, and onto the disk, before that file takes the name. A link stays
/// a link. A path that is not a regular file is written as it is, and so is a descriptor such as /dev/stdout. Throws
/// OutputFailure if that is not possible.
void replace_file(const std::string& path, std::string_view bytes);

/// Throws OutputFailure if replace_file() could not make a file in the folder of the path.
void check_folder_of(const std::string& path);

/// Makes sure that a new name in a folder is on the disk: `path` is the file with that name. Does nothing if the system
/// cannot do that, because a few file systems cannot.
void sync_folder_of(const std::string& path);

/// The reason of the last system call that failed, in the words "cannot write PATH: REASON". The path is safe to show.
std::string explain_write_failure(const std::string& path);

}  // namespace pith::cli

#endif
