#include "examples/mirror/disk.h"

namespace mirror {

void make_folders(Disk& disk, const std::string& path) {
  std::string above = ".";
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    std::string folder = path.substr(0, end);
    if (disk.make_folder(folder)) {
      disk.sync_folder(above);
    }
    above = std::move(folder);
  }
}

bool replace_file(Disk& disk, const std::string& folder, const std::string& name, std::string_view bytes) {
  const std::string path = folder + '/' + name;
  const std::string unfinished(unfinished_name);
  if (disk.read(path) == bytes) {
    return false;
  }
  make_folders(disk, folder);
  disk.write(unfinished, bytes);
  disk.rename(unfinished, path);
  disk.sync_folder(folder);
  return true;
}

}  // namespace mirror
