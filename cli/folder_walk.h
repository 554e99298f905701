#ifndef PITH_CLI_FOLDER_WALK_H
#define PITH_CLI_FOLDER_WALK_H

// The files below a folder, one after the other.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/result.h"

namespace pith::cli {

/// A file in a folder, or a folder that cannot be listed, or only in part.
struct FoundFile {
  std::string path;
  std::optional<Error> error = std::nullopt;  ///< `unreadable`: the path is that of a folder
};

/// Finds the wanted files below a folder.
///
/// The contents of each folder come in byte order of their names, files and folders together. So `a/x.json` comes
/// before `a-b.json`, because `a` comes before `a-b.json`. Regular files and links to them count. Links to folders are
/// not followed, unless the first folder is one. FIFOs, sockets and devices do not count. A link that leads nowhere
/// counts, so that it is refused when it is read.
///
/// Memory: the names in the folders that are open, which are the last folder and those above it.
class FolderWalk {
 public:
  /// Whether a file of this name is wanted.
  using IsWanted = bool (*)(std::string_view name);

  FolderWalk(std::string folder, IsWanted is_wanted) : is_wanted_(is_wanted), to_enter_(std::move(folder)) {}

  /// The next file, or a folder that cannot be listed, before the files that were found in it. std::nullopt at the end.
  std::optional<FoundFile> next();

 private:
  struct Entry {
    std::string name;
    bool is_folder;
  };

  /// A folder whose first `next` entries are done.
  struct Folder {
    std::string path;
    std::vector<Entry> entries;
    std::size_t next = 0;
  };

  std::optional<FoundFile> enter(std::string path);

  IsWanted is_wanted_;
  std::optional<std::string> to_enter_;  // the first folder, before the walk begins
  std::vector<Folder> open_;
};

}  // namespace pith::cli

#endif
