#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "cli/descriptor.h"
#include "cli/terminal.h"

namespace pith::cli {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw OutputFailure(explain_write_failure(path));
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// Writes all bytes to a descriptor, and closes it in any case. Returns false if any of it failed; errno says why.
bool write_and_close(int descriptor, std::string_view bytes, bool to_disk) {
  const bool is_written = write_all(descriptor, bytes) && (!to_disk || fsync(descriptor) == 0);
  const int write_error = errno;
  const bool is_closed = close(descriptor) == 0;
  if (!is_written) {
    errno = write_error;
  }
  return is_written && is_closed;
}

/// The permissions of a file that a program makes with open(): everything that the user's mask allows.
mode_t usual_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return static_cast<mode_t>(0666) & ~mask;
}

}  // namespace

std::string explain_write_failure(const std::string& path) {
  return "cannot write " + printable(path) + ": " + std::strerror(errno);
}

void check_folder_of(const std::string& path) {
  if (access(folder_of(path).c_str(), W_OK | X_OK) != 0) {
    fail(path);
  }
}

void sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    static_cast<void>(fsync(descriptor));
    close(descriptor);
  }
}

void replace_file(const std::string& path, std::string_view bytes) {
  struct stat status;
  const bool exists = stat(path.c_str(), &status) == 0;
  const bool is_descriptor =
      path.starts_with("/dev/fd/") || path.starts_with("/dev/std") || path.starts_with("/proc/");  // not /dev/shm
  if (exists && (!S_ISREG(status.st_mode) || is_descriptor)) {
    const int descriptor = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (descriptor < 0 || !write_and_close(descriptor, bytes, false)) {
      fail(path);
    }
    return;
  }
  std::error_code error;  // a link that leads nowhere is replaced
  const std::string target = exists ? std::filesystem::canonical(path, error).native() : path;
  std::string temporary = target + ".XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) {
    fail(path);
  }
  const mode_t mode = exists ? status.st_mode & 07777U : usual_mode();
  if (fchmod(descriptor, mode) != 0 || !write_and_close(descriptor, bytes, true) ||
      rename(temporary.c_str(), target.c_str()) != 0) {
    const int write_error = errno;
    unlink(temporary.c_str());
    errno = write_error;
    fail(path);
  }
  sync_folder_of(target);
}

}  // namespace pith::cli
