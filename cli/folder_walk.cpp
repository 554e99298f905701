// A folder is walked with a stack of the folders that are open, each with the names that it still has. So the walk is
// not recursive, and a deep tree takes no more than its names. The path of a folder gets longer with each level, and
// the system opens no path of more than 4,095 bytes, so a walk ends on any file system.
//
// Example: below `d`, the files `d/b.json`, `d/a/x.json` and `d/a-b.json` come as d/a/x.json, d/a-b.json, d/b.json.
// Counter-example: in the order of whole paths, d/a-b.json would be the first; then all paths would have to be known
// before the first one is.
//
// Cost: time n log n. Tests: tests/cli/test_inputs.py, tests/audit/test_reader.py.

#include "cli/folder_walk.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/file.h"

namespace pith::cli {
namespace {

namespace fs = std::filesystem;

/// Whether what is in a folder counts as a file. A link that leads nowhere does, so that it is refused.
bool is_file(const fs::directory_entry& entry) {
  std::error_code unknown;  // then the file is refused as well
  return entry.is_regular_file(unknown) || !entry.exists(unknown);
}

std::string join(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

}  // namespace

std::optional<FoundFile> FolderWalk::next() {
  if (to_enter_) {
    std::string first = *std::exchange(to_enter_, std::nullopt);
    if (std::optional<FoundFile> refused = enter(std::move(first))) {
      return refused;
    }
  }
  while (!open_.empty()) {
    Folder& folder = open_.back();
    if (folder.next == folder.entries.size()) {
      open_.pop_back();
      continue;
    }
    const Entry& entry = folder.entries[folder.next++];
    std::string path = join(folder.path, entry.name);
    if (!entry.is_folder) {
      return FoundFile{std::move(path)};
    }
    if (std::optional<FoundFile> refused = enter(std::move(path))) {
      return refused;
    }
  }
  return std::nullopt;
}

/// Lists a folder, sorted by name. What was found before an error is listed too.
std::optional<FoundFile> FolderWalk::enter(std::string path) {
  std::error_code error;
  std::vector<Entry> entries;
  for (fs::directory_iterator next(path, error); !error && next != fs::directory_iterator(); next.increment(error)) {
    std::error_code unknown;  // the type of an entry
    std::string name = next->path().filename().native();
    const bool is_folder = !next->is_symlink(unknown) && next->is_directory(unknown);
    if (is_folder || (is_wanted_(name) && is_file(*next))) {
      entries.push_back({std::move(name), is_folder});
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& left, const Entry& right) { return left.name < right.name; });
  std::optional<FoundFile> refused;
  if (error) {
    refused = FoundFile{path, unreadable(error.message())};
  }
  open_.push_back({std::move(path), std::move(entries)});
  return refused;
}

}  // namespace pith::cli
