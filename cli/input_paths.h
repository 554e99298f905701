#ifndef PITH_CLI_INPUT_PATHS_H
#define PITH_CLI_INPUT_PATHS_H

// Which files verify and merge read: those that are named, those in folders, and those in a list.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pith/result.h"

namespace pith::cli {

/// The arguments that say what to read.
struct InputArguments {
  std::vector<std::string> files;         ///< FILE, in order
  std::optional<std::string> files_from;  ///< --files-from
  bool null_ends_names = false;           ///< --null

  /// What is wrong with the arguments together, for a person; std::nullopt if nothing is.
  std::optional<std::string> complaint() const;
};

/// The paths of all inputs, in order. `-` is standard input.
class InputPaths {
 public:
  /// Finds the inputs: first those of FILE, then those of the list, each in its order. A folder gives every file below
  /// it whose name ends in `.json`.
  ///
  /// The order of the files is that of FolderWalk, which also says what counts as a file.
  ///
  /// What cannot be listed is an input too, so that it is refused in its turn: a folder that cannot be read, or has no
  /// such file in it; a list that cannot be read, or is empty. A link that leads nowhere is refused when it is read.
  /// Needs arguments without a complaint. Time n log n in the number of files, and memory for their paths.
  explicit InputPaths(const InputArguments& arguments);

  std::size_t size() const { return paths_.size(); }
  const std::string& operator[](std::size_t input) const { return paths_[input]; }

  /// The bytes of an input, or its refusal. See read_file(). Safe to call from many threads.
  Result<std::string> read(std::size_t input) const;

 private:
  void add(std::string path);
  void add_folder(const std::string& path);
  void refuse(const std::string& path, Error error);

  std::vector<std::string> paths_;
  std::map<std::size_t, Error> refused_;  // the inputs that cannot be listed
};

}  // namespace pith::cli

#endif
