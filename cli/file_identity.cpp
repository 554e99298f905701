#include "cli/file_identity.h"

#include <sys/stat.h>

namespace pith::cli {
namespace {

std::optional<FileIdentity> identity_in(const struct stat& status) {
  return S_ISREG(status.st_mode) ? std::optional(FileIdentity{status.st_dev, status.st_ino}) : std::nullopt;
}

}  // namespace

std::optional<FileIdentity> identity_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? identity_in(status) : std::nullopt;
}

std::optional<FileIdentity> identity_of(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 ? identity_in(status) : std::nullopt;
}

}  // namespace pith::cli
