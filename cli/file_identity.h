#ifndef PITH_CLI_FILE_IDENTITY_H
#define PITH_CLI_FILE_IDENTITY_H

// Which file it is, whatever its names are: links, hard links and mounts can give one file many names.

#include <sys/types.h>

#include <optional>
#include <string>

namespace pith::cli {

/// What the system tells files apart by.
struct FileIdentity {
  dev_t device;
  ino_t inode;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// The identity of a regular file that is open; std::nullopt for anything else, such as a pipe.
std::optional<FileIdentity> identity_of(int descriptor);

/// The identity of the regular file that a path leads to; std::nullopt if there is none. Links are followed.
std::optional<FileIdentity> identity_of(const std::string& path);

}  // namespace pith::cli

#endif
