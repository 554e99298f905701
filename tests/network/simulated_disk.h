#ifndef PITH_TESTS_NETWORK_SIMULATED_DISK_H
#define PITH_TESTS_NETWORK_SIMULATED_DISK_H

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "examples/mirror/disk.h"
#include "tests/support/chance.h"

namespace pith::tests::network {

/// The process ended in the middle of a step.
struct Stopped {};

/// A disk that can stop its process at any step, and that forgets what was not synchronised when the power fails. After
/// that, a file that was not synchronised has its old bytes, the new ones, a part of them, or zeros. Of the changes of
/// a folder that were not synchronised, the first few are there: as on usual file systems, they happen in order.
class SimulatedDisk : public mirror::Disk {
 public:
  SimulatedDisk() { folders_["."]; }

  std::optional<std::string> read(const std::string& path) override;
  std::vector<std::string> list(const std::string& folder) override;
  bool make_folder(const std::string& path) override;
  void write(const std::string& path, std::string_view bytes) override;
  void rename(const std::string& from, const std::string& to) override;
  void sync_folder(const std::string& path) override;
  void sync_all() override;

  /// The process stops in the step after this many. std::nullopt: it does not.
  void stop_after(std::optional<std::size_t> steps) { steps_left_ = steps; }
  /// From now on, synchronising does nothing.
  void ignore_synchronising() { is_synchronising_ = false; }
  /// How many steps changed or synchronised anything so far.
  std::size_t step_count() const { return step_count_; }
  /// Forgets what was not synchronised.
  void lose_power(Chance& chance);

  /// Called when a file with these bytes takes a name, and so is seen by others.
  std::function<void(const std::string& path, const std::string& bytes)> on_visible = [](const auto&, const auto&) {};

  /// The files that others may see, by path: not those that are being made.
  std::map<std::string, std::string> visible_files() const;
  /// The paths of files that are being made, or that an earlier process left behind.
  std::vector<std::string> unfinished_files() const;
  /// The visible files that have neither all bytes of an old version nor all of a new one.
  std::vector<std::string> torn_files() const;

 private:
  struct File {
    std::string bytes;
    std::string on_disk;
    std::string meant;  // what the last write would have written
  };
  using Entry = std::shared_ptr<File>;  // null for a folder
  using Names = std::map<std::string, Entry>;
  struct Change {
    std::string removed;  // or empty
    std::string name;     // or empty
    Entry entry;
  };
  struct Folder {
    Names names;
    Names on_disk;
    std::vector<Change> changes;
  };

  static void apply(const Change& change, Names& names);
  void change(Folder& folder, Change change);
  void drop_lost_folders();
  /// Returns whether the process stops in this step.
  bool stops();
  Folder& folder_of(const std::string& path);
  static std::string name_of(const std::string& path);
  File* find(const std::string& path);

  std::map<std::string, Folder> folders_;
  std::map<std::string, std::set<std::string>> versions_;  // by path
  std::optional<std::size_t> steps_left_;
  std::size_t step_count_ = 0;
  bool is_synchronising_ = true;
};

}  // namespace pith::tests::network

#endif
