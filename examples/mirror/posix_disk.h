#ifndef PITH_EXAMPLES_MIRROR_POSIX_DISK_H
#define PITH_EXAMPLES_MIRROR_POSIX_DISK_H

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "examples/mirror/disk.h"

namespace mirror {

/// A folder of this machine. Throws std::system_error, which names the path.
class PosixDisk : public Disk {
 public:
  /// Makes the folder if it does not exist. Throws std::runtime_error if another process has it open as a PosixDisk.
  explicit PosixDisk(const std::string& folder);
  PosixDisk(const PosixDisk&) = delete;
  PosixDisk& operator=(const PosixDisk&) = delete;
  ~PosixDisk() override;

  std::optional<std::string> read(const std::string& path) override;
  std::vector<std::string> list(const std::string& folder) override;
  bool make_folder(const std::string& path) override;
  void write(const std::string& path, std::string_view bytes) override;
  void rename(const std::string& from, const std::string& to) override;
  void sync_folder(const std::string& path) override;
  void sync_all() override;

 private:
  int folder_;  // its descriptor
};

}  // namespace mirror

#endif
