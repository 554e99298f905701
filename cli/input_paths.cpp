#include "cli/input_paths.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/file.h"
#include "cli/folder_walk.h"
#include "cli/name_list.h"

namespace pith::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view bundle_suffix = ".json";

bool is_bundle_name(std::string_view name) {
  return name.ends_with(bundle_suffix);
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
  FolderWalk walk(path, is_bundle_name);
  while (std::optional<FoundFile> found = walk.next()) {
    if (found->error) {
      refuse(found->path, *std::move(found->error));
    } else {
      paths_.push_back(std::move(found->path));
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
