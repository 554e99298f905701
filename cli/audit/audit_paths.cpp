#include "cli/audit/audit_paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pith::cli {

namespace fs = std::filesystem;

std::optional<std::string> input_with(const std::vector<std::string>& inputs, const std::string& output) {
  std::error_code error;
  const fs::path file = fs::weakly_canonical(fs::absolute(output, error), error);
  for (const std::string& input : inputs) {
    std::error_code unknown;  // a path that cannot be resolved is refused when it is read
    const fs::path path = fs::canonical(input, unknown);
    if (input == "-" || unknown || error) {
      continue;
    }
    const auto [in_path, in_file] = std::mismatch(path.begin(), path.end(), file.begin(), file.end());
    if (in_path == path.end()) {
      return input;
    }
  }
  return std::nullopt;
}

bool is_same(const std::string& one, const std::string& other) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(fs::absolute(one, error), error);
  const fs::file_status status = fs::status(path, error);
  return (fs::is_regular_file(status) || !fs::exists(status)) &&
         path == fs::weakly_canonical(fs::absolute(other, error), error);
}

std::optional<std::string> standard_output_file() {
  struct stat status;
  if (fstat(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  std::error_code error;  // without /proc the name cannot be known
  const fs::path path = fs::read_symlink("/proc/self/fd/1", error);
  return error ? std::nullopt : std::optional(path.native());
}

}  // namespace pith::cli
