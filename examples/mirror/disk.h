#ifndef PITH_EXAMPLES_MIRROR_DISK_H
#define PITH_EXAMPLES_MIRROR_DISK_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirror {

/// The folder of a mirror. Paths are relative to it, with `/`. A call that fails throws an exception.
/// The tests have one that forgets, at any step, what was not synchronised.
class Disk {
 public:
  virtual ~Disk() = default;

  /// The bytes of a file; std::nullopt if there is none.
  virtual std::optional<std::string> read(const std::string& path) = 0;
  /// The names in a folder, sorted; none if there is no such folder.
  virtual std::vector<std::string> list(const std::string& folder) = 0;

  /// Makes a folder, unless it exists. Returns whether it is new.
  virtual bool make_folder(const std::string& path) = 0;
  /// Makes a new file, which takes the name from any file that has it, and waits until the bytes are on the disk. After
  /// a crash in it, the new file may have any part of them.
  virtual void write(const std::string& path, std::string_view bytes) = 0;
  /// Gives a file another name, which it takes from any file that has it, in one step. A crash may undo it.
  virtual void rename(const std::string& from, const std::string& to) = 0;

  /// Waits until the names in a folder are on the disk; `.` is the mirror's own folder.
  virtual void sync_folder(const std::string& path) = 0;
  /// Waits until everything that an earlier process did is on the disk.
  virtual void sync_all() = 0;
};

/// The name under which each file is written before it takes its own. It is outside of what is served, because not
/// every web server hides a name that begins with a point. After a crash, one such file may stay until the next write.
inline constexpr std::string_view unfinished_name = ".unfinished";

/// Makes a folder and those above it, which are on the disk afterwards.
void make_folders(Disk& disk, const std::string& path);

/// Gives a file these bytes: whenever a process or the machine stops, the file has either what it had before or all of
/// them. If it has them already, nothing is written. Afterwards they are on the disk, if sync_all() was called since
/// another process wrote. Returns whether the file is changed.
bool replace_file(Disk& disk, const std::string& folder, const std::string& name, std::string_view bytes);

}  // namespace mirror

#endif
