#ifndef PITH_CLI_PRIVATE_FOLDER_H
#define PITH_CLI_PRIVATE_FOLDER_H

#include <string>
#include <string_view>

namespace pith::cli {

/// A folder that only this user can open, for files that other programs read. It is in TMPDIR, or else in /tmp. It and
/// everything in it is removed when the object dies.
class PrivateFolder {
 public:
  /// Throws OutputFailure if no such folder can be made.
  PrivateFolder();
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  /// Writes a file anew, whatever has its name now: nothing is written through a link. Returns its path, which never
  /// looks like an option. Throws OutputFailure if it cannot be written.
  std::string write(const std::string& name, std::string_view bytes) const;

 private:
  std::string path_;
};

}  // namespace pith::cli

#endif
