#include "tests/network/simulated_disk.h"

#include <stdexcept>
#include <utility>

namespace pith::tests::network {
namespace {

/// Some of the bytes of a file that was not synchronised.
std::string some_of(const std::string& old_bytes, const std::string& new_bytes, Chance& chance) {
  const std::size_t kind = chance.below(4);
  const std::size_t size_bytes = chance.below(new_bytes.size() + 1);
  if (kind == 0) {
    return old_bytes;
  }
  if (kind == 1) {
    return new_bytes;
  }
  std::string part = new_bytes.substr(0, size_bytes);
  if (kind == 2) {
    part.resize(new_bytes.size());  // the size is on the disk, and the bytes are not
  }
  return part;
}

}  // namespace

std::string SimulatedDisk::name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);  // all of it if there is no slash
}

SimulatedDisk::Folder& SimulatedDisk::folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const auto found = folders_.find(slash == std::string::npos ? "." : path.substr(0, slash));
  if (found == folders_.end()) {
    throw std::logic_error("no folder for " + path);
  }
  return found->second;
}

SimulatedDisk::File* SimulatedDisk::find(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const auto folder = folders_.find(slash == std::string::npos ? "." : path.substr(0, slash));
  if (folder == folders_.end()) {
    return nullptr;
  }
  const auto entry = folder->second.names.find(name_of(path));
  return entry == folder->second.names.end() ? nullptr : entry->second.get();
}

void SimulatedDisk::apply(const Change& change, Names& names) {
  if (!change.removed.empty()) {
    names.erase(change.removed);
  }
  if (!change.name.empty()) {
    names[change.name] = change.entry;
  }
}

void SimulatedDisk::change(Folder& folder, Change change) {
  apply(change, folder.names);
  folder.changes.push_back(std::move(change));
}

bool SimulatedDisk::stops() {
  ++step_count_;
  return steps_left_ && (*steps_left_)-- == 0;
}

std::optional<std::string> SimulatedDisk::read(const std::string& path) {
  const File* const file = find(path);
  return file == nullptr ? std::nullopt : std::optional(file->bytes);
}

std::vector<std::string> SimulatedDisk::list(const std::string& folder) {
  std::vector<std::string> names;
  if (const auto found = folders_.find(folder); found != folders_.end()) {
    for (const auto& [name, entry] : found->second.names) {
      names.push_back(name);
    }
  }
  return names;
}

bool SimulatedDisk::make_folder(const std::string& path) {
  if (folders_.contains(path)) {
    return false;
  }
  if (stops()) {
    throw Stopped();
  }
  change(folder_of(path), {"", name_of(path), nullptr});
  folders_[path];
  return true;
}

void SimulatedDisk::write(const std::string& path, std::string_view bytes) {
  const bool is_last = stops();
  const Entry file = std::make_shared<File>();
  change(folder_of(path), {name_of(path), name_of(path), file});
  file->meant = bytes;
  file->bytes = bytes.substr(0, is_last ? bytes.size() / 2 : bytes.size());
  if (is_last || stops()) {
    throw Stopped();
  }
  file->on_disk = is_synchronising_ ? file->bytes : file->on_disk;
}

void SimulatedDisk::rename(const std::string& from, const std::string& to) {
  if (stops()) {
    throw Stopped();
  }
  Folder& folder = folder_of(from);
  Folder& new_folder = folder_of(to);
  const Entry entry = folder.names.at(name_of(from));
  // In two folders these are two changes, and either may be lost.
  change(new_folder, {"", name_of(to), entry});
  change(folder, {name_of(from), "", nullptr});
  versions_[to].insert(entry->meant);
  on_visible(to, entry->bytes);
}

void SimulatedDisk::sync_folder(const std::string& path) {
  if (stops()) {
    throw Stopped();
  }
  Folder& folder = folders_.at(path);
  if (is_synchronising_) {
    folder.on_disk = folder.names;
    folder.changes.clear();
  }
}

void SimulatedDisk::sync_all() {
  if (stops()) {
    throw Stopped();
  }
  for (auto& [path, folder] : folders_) {
    if (!is_synchronising_) {
      return;
    }
    folder.on_disk = folder.names;
    folder.changes.clear();
    for (const auto& [name, file] : folder.names) {
      if (file) {
        file->on_disk = file->bytes;
      }
    }
  }
}

void SimulatedDisk::lose_power(Chance& chance) {
  for (auto& [path, folder] : folders_) {
    const std::size_t kept = chance.below(folder.changes.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) {
      apply(folder.changes[i], folder.on_disk);
    }
    folder.changes.clear();
    folder.names = folder.on_disk;
    for (const auto& [name, file] : folder.names) {
      if (file && file->bytes != file->on_disk) {
        file->bytes = some_of(file->on_disk, file->bytes, chance);
        file->on_disk = file->bytes;
      }
    }
  }
  drop_lost_folders();
}

/// A folder is there only if the folder above has its name. Those above come first in the order of paths.
void SimulatedDisk::drop_lost_folders() {
  for (auto folder = folders_.begin(); folder != folders_.end();) {
    const std::string& path = folder->first;
    const std::size_t slash = path.rfind('/');
    const auto above = folders_.find(slash == std::string::npos ? "." : path.substr(0, slash));
    const bool is_there = path == "." || (above != folders_.end() && above->second.names.contains(name_of(path)));
    folder = is_there ? std::next(folder) : folders_.erase(folder);
  }
}

std::map<std::string, std::string> SimulatedDisk::visible_files() const {
  std::map<std::string, std::string> files;
  for (const auto& [path, folder] : folders_) {
    for (const auto& [name, file] : folder.names) {
      if (file && !name.starts_with('.')) {
        files[path + '/' + name] = file->bytes;
      }
    }
  }
  return files;
}

std::vector<std::string> SimulatedDisk::unfinished_files() const {
  std::vector<std::string> paths;
  for (const auto& [path, folder] : folders_) {
    for (const auto& [name, file] : folder.names) {
      if (file && name.starts_with('.')) {
        paths.push_back(path + '/' + name);
      }
    }
  }
  return paths;
}

std::vector<std::string> SimulatedDisk::torn_files() const {
  std::vector<std::string> torn;
  for (const auto& [path, bytes] : visible_files()) {
    const auto known = versions_.find(path);
    if (known == versions_.end() || !known->second.contains(bytes)) {
      torn.push_back(path);
    }
  }
  return torn;
}

}  // namespace pith::tests::network
