// A folder is walked with a stack of the folders that are open, each with the names that it still has. So the walk is
// not recursive, and a deep tree takes no more than its names. The path of a folder gets longer with each level, and
// the system opens no path of more than 4,095 bytes, so a walk ends on any file system.
//
// Example: below `d`, the files `d/b.json`, `d/a/x.json` and `d/a-b.json` come as d/a/x.json, d/a-b.json, d/b.json.
// Counter-example: in the order of whole paths, d/a-b.json would be the first; then all paths would have to be known
// before the first one is.
//
// Cost: time n log n, memory for the paths. Tests: tests/cli/test_inputs.py.

#include "cli/input_paths.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/file.h"
#include "cli/name_list.h"

namespace pith::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view bundle_suffix = ".json";

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

/// Whether a file in a folder is an input. A link that leads nowhere is one, so that it is refused.
bool is_input(const fs::directory_entry& entry) {
  std::error_code unknown;  // then the file is refused as well
  return entry.is_regular_file(unknown) || !entry.exists(unknown);
}

/// Lists a folder, sorted by name. What was found before an error is listed too.
std::vector<Entry> list_folder(const std::string& path, std::error_code& error) {
  std::vector<Entry> entries;
  for (fs::directory_iterator next(path, error); !error && next != fs::directory_iterator(); next.increment(error)) {
    std::error_code unknown;  // the type of an entry
    std::string name = next->path().filename().native();
    const bool is_folder = !next->is_symlink(unknown) && next->is_directory(unknown);
    if (is_folder || (name.ends_with(bundle_suffix) && is_input(*next))) {
      entries.push_back({std::move(name), is_folder});
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& left, const Entry& right) { return left.name < right.name; });
  return entries;
}

std::string join(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

}  // namespace

std::optional<std::string> InputArguments::complaint() const {
  if (files.empty() && !files_from) {
    return "there is nothing to read: name files or folders, - for standard input, or a list with --files-from";
  }
  if (null_ends_names && !files_from) {
    return "-0 says how the names in a list end: give the list too, with --files-from";
  }
  if (files_from == "-" && std::find(files.begin(), files.end(), "-") != files.end()) {
    return "standard input cannot be both the list of --files-from and the file -";
  }
  return std::nullopt;
}

InputPaths::InputPaths(const InputArguments& arguments) {
  for (const std::string& path : arguments.files) {
    add(path);
  }
  if (!arguments.files_from) {
    return;
  }
  Result<std::vector<std::string>> names =
      read_name_list(*arguments.files_from, arguments.null_ends_names ? NameEnd::zero_byte : NameEnd::line_feed);
  if (!names) {
    refuse(*arguments.files_from, names.error());
    return;
  }
  for (std::string& path : *names) {
    add(std::move(path));
  }
}

std::size_t InputPaths::standard_input() const {
  // A list on standard input is not an input, but its refusal is one.
  const auto first = std::find(paths_.begin(), paths_.end(), "-");
  const auto input = static_cast<std::size_t>(first - paths_.begin());
  return refused_.contains(input) ? paths_.size() : input;
}

Result<std::string> InputPaths::read(std::size_t input) const {
  const auto refused = refused_.find(input);
  return refused == refused_.end() ? read_file(paths_[input]) : refused->second;
}

void InputPaths::add(std::string path) {
  std::error_code error;
  if (path != "-" && fs::is_directory(path, error)) {
    add_folder(path);
  } else {
    paths_.push_back(std::move(path));
  }
}

void InputPaths::add_folder(const std::string& path) {
  const std::size_t size_before = paths_.size();
  std::vector<Folder> open;
  const auto enter = [&](std::string folder) {
    std::error_code error;
    std::vector<Entry> entries = list_folder(folder, error);
    if (error) {
      refuse(folder, unreadable(error.message()));
    }
    open.push_back({std::move(folder), std::move(entries)});
  };
  enter(path);
  while (!open.empty()) {
    Folder& folder = open.back();
    if (folder.next == folder.entries.size()) {
      open.pop_back();
      continue;
    }
    const Entry& entry = folder.entries[folder.next++];
    std::string entry_path = join(folder.path, entry.name);
    if (entry.is_folder) {
      enter(std::move(entry_path));
    } else {
      paths_.push_back(std::move(entry_path));
    }
  }
  if (paths_.size() == size_before) {
    refuse(path, {ErrorCode::empty, no_place, "this folder has no .json file, and neither has any folder below it"});
  }
}

void InputPaths::refuse(const std::string& path, Error error) {
  refused_.emplace(paths_.size(), std::move(error));
  paths_.push_back(path);
}

}  // namespace pith::cli
