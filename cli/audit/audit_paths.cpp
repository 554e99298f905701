// What is written is compared with what is read twice: by names before the work, so that nothing is lost, and by
// DocumentReader when it opens a file, because only then is it known where the links in a folder lead.
//
// Tests: tests/audit/test_written_files.py, tests/audit/test_verdict_files.py.

#include "cli/audit/audit_paths.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pith::cli {
namespace {

namespace fs = std::filesystem;

/// The file that would be made if `name` were written to: where its links lead, also if nothing is there yet.
fs::path target_of(const std::string& name) {
  constexpr int links_max = 40;  // as the system follows
  std::error_code error;
  fs::path path = fs::absolute(name, error);
  for (int i = 0; i < links_max; ++i) {
    fs::path resolved = fs::weakly_canonical(path, error);
    if (error) {
      break;  // it cannot be written either
    }
    const fs::path link = fs::read_symlink(resolved, error);
    if (error) {
      return resolved;  // it is not a link
    }
    path = resolved.parent_path() / link;
  }
  return path;
}

std::optional<FileIdentity> identity_of_input(const std::string& input) {
  return input == "-" ? identity_of(STDIN_FILENO) : identity_of(input);
}

}  // namespace

std::optional<std::string> input_with(const std::vector<std::string>& inputs, const std::string& output) {
  const fs::path file = target_of(output);
  const std::optional<FileIdentity> identity = identity_of(output);
  for (const std::string& input : inputs) {
    if (identity && identity == identity_of_input(input)) {
      return input;
    }
    std::error_code unknown;  // a path that cannot be resolved is refused when it is read
    const fs::path path = fs::canonical(input, unknown);
    if (input == "-" || unknown) {
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
  const std::optional<FileIdentity> identity = identity_of(one);
  if (identity || identity_of(other)) {
    return identity == identity_of(other);
  }
  std::error_code unknown;
  return !fs::exists(one, unknown) && target_of(one) == target_of(other);
}

std::optional<std::string> standard_output_file() {
  if (!identity_of(STDOUT_FILENO)) {
    return std::nullopt;
  }
  std::error_code error;  // without /proc the name cannot be known
  const fs::path path = fs::read_symlink("/proc/self/fd/1", error);
  return error ? std::nullopt : std::optional(path.native());
}

std::vector<FileIdentity> identities_of(const std::vector<std::string>& outputs) {
  std::vector<FileIdentity> identities;
  const auto add = [&](const std::optional<FileIdentity>& identity) {
    if (identity) {
      identities.push_back(*identity);
    }
  };
  add(identity_of(STDOUT_FILENO));
  add(identity_of(STDERR_FILENO));
  for (const std::string& output : outputs) {
    add(identity_of(output));
  }
  return identities;
}

}  // namespace pith::cli
