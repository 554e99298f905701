#include "examples/mirror/posix_disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <system_error>

namespace mirror {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 16U;

void check(bool is_done, const std::string& path) {
  if (!is_done) {
    throw std::system_error(errno, std::generic_category(), path);
  }
}

/// A descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  Descriptor(int folder, const std::string& path, int flags)
      : number_(openat(folder, path.c_str(), flags | O_CLOEXEC, 0666)) {}  // less what the user's mask takes away
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace

PosixDisk::PosixDisk(const std::string& folder) {
  check(mkdir(folder.c_str(), 0777) == 0 || errno == EEXIST, folder);
  folder_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  check(folder_ >= 0, folder);
  if (flock(folder_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(folder_);
    errno = reason;
    check(reason == EWOULDBLOCK, folder);
    throw std::runtime_error(folder + ": another mirror is writing there; try again when it has ended");
  }
}

PosixDisk::~PosixDisk() {
  ::close(folder_);
}

std::optional<std::string> PosixDisk::read(const std::string& path) {
  const Descriptor file(folder_, path, O_RDONLY);
  if (!file.is_open()) {
    check(errno == ENOENT, path);
    return std::nullopt;
  }
  std::string bytes;
  std::array<char, buffer_bytes> buffer;
  while (true) {
    const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
    check(count >= 0 || errno == EINTR, path);
    if (count == 0) {
      return bytes;
    }
    bytes.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

std::vector<std::string> PosixDisk::list(const std::string& folder) {
  std::vector<std::string> names;
  const int descriptor = openat(folder_, folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    check(errno == ENOENT, folder);
    return names;
  }
  DIR* const entries = fdopendir(descriptor);
  check(entries != nullptr, folder);
  errno = 0;
  while (const dirent* const entry = readdir(entries)) {
    names.emplace_back(entry->d_name);
  }
  const int reason = errno;
  closedir(entries);  // and the descriptor
  errno = reason;
  check(reason == 0, folder);
  std::sort(names.begin(), names.end());
  return names;
}

bool PosixDisk::make_folder(const std::string& path) {
  const bool is_new = mkdirat(folder_, path.c_str(), 0777) == 0;
  check(is_new || errno == EEXIST, path);
  return is_new;
}

void PosixDisk::write(const std::string& path, std::string_view bytes) {
  check(unlinkat(folder_, path.c_str(), 0) == 0 || errno == ENOENT, path);
  Descriptor file(folder_, path, O_WRONLY | O_CREAT | O_EXCL);
  check(file.is_open(), path);
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    check(count >= 0 || errno == EINTR, path);
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  check(fsync(file.number()) == 0, path);
  check(file.close(), path);
}

void PosixDisk::rename(const std::string& from, const std::string& to) {
  check(renameat(folder_, from.c_str(), folder_, to.c_str()) == 0, to);
}

void PosixDisk::sync_folder(const std::string& path) {
  const Descriptor descriptor(folder_, path, O_RDONLY | O_DIRECTORY);
  check(descriptor.is_open(), path);
  check(fsync(descriptor.number()) == 0, path);
}

void PosixDisk::sync_all() {
  check(syncfs(folder_) == 0, ".");
}

}  // namespace mirror
